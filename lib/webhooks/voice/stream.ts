import type { OpenEnum } from '../open-enum.js';

/**
 * `StreamEvent`: what happened to a stream.
 *
 * @publicApi
 */
export type StreamEvent = OpenEnum<'stream-started' | 'stream-stopped' | 'stream-error'>;

/**
 * `StreamTrack`: whose audio is streamed.
 *
 * @publicApi
 */
export type StreamTrack = OpenEnum<'inbound_track' | 'outbound_track' | 'both_tracks'>;

/**
 * `StreamError`: why a stream failed.
 *
 * @publicApi
 */
export type StreamError = OpenEnum<
  | 'invalid_url'
  | 'missing_url'
  | 'invalid_track'
  | 'codec_error'
  | 'connection_refused'
  | 'connection_refused_timeout_or_ssl_error'
  | 'general_error'
  | 'Duplicated stream ID'
  | 'Duplicated stream name'
>;

/**
 * Reports that a media stream has started, stopped or failed: the `statusCallback` of `<Stream>`.
 *
 * Source: cXML `<Stream>`.
 *
 * @publicApi
 */
export interface StreamStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  readonly ConferenceSid?: string;
  readonly StreamSid?: string;
  readonly StreamName?: string;
  readonly StreamEvent?: StreamEvent;
  readonly StreamError?: StreamError;
  readonly StreamTrack?: StreamTrack;
  /** ISO 8601. */
  readonly Timestamp?: string;
  readonly 'Unique-ID'?: string;
}
