import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

/**
 * `RecordingStatus`: the state of the recording.
 *
 * @publicApi
 */
export type RecordingStatus = OpenEnum<'in-progress' | 'completed' | 'absent' | 'failed'>;

/**
 * `RecordingSource`: what started the recording.
 *
 * @publicApi
 */
export type RecordingSource = OpenEnum<
  | 'DialVerb'
  | 'Conference'
  | 'OutBoundApi'
  | 'Trunking'
  | 'RecordVerb'
  | 'StartCallRecordingApi'
  | 'StartConferenceRecording'
>;

/**
 * Reports a recording's progress: `recordingStatusCallback` of `<Record>`, `<Dial>` and `<Conference>`, or
 * `RecordingStatusCallback` of the API.
 *
 * Source: Compatibility API, calls.
 *
 * @publicApi
 */
export interface RecordingStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  readonly RecordingSid?: string;
  readonly RecordingUrl?: string;
  readonly RecordingStatus?: RecordingStatus;
  /** Seconds. */
  readonly RecordingDuration?: string;
  /** An integer. */
  readonly RecordingChannels?: string;
  readonly RecordingSource?: RecordingSource;
}

/**
 * Asks what to do after a recording: the `action` of `<Record>`.
 *
 * Source: cXML `<Record>`.
 *
 * @publicApi
 */
export interface RecordAction extends VoiceWebhook {
  readonly RecordingUrl?: string;
  /** Seconds. */
  readonly RecordingDuration?: string;
  /** The key that ended the recording. */
  readonly Digits?: string;
}

/**
 * `TranscriptionStatus`: how the transcription ended.
 *
 * @publicApi
 */
export type TranscriptionStatus = OpenEnum<'completed' | 'failed'>;

/**
 * Delivers a recording's text: the `transcribeCallback` of `<Record>`.
 *
 * Source: Compatibility API, transcriptions; cXML `<Record>`.
 *
 * @publicApi
 */
export interface TranscriptionCallback extends VoiceWebhook {
  readonly TranscriptionSid?: string;
  readonly TranscriptionText?: string;
  readonly TranscriptionStatus?: TranscriptionStatus;
  readonly TranscriptionUrl?: string;
  readonly RecordingSid?: string;
  readonly RecordingUrl?: string;
}

/**
 * `StatusCallbackEvent` of a conference.
 *
 * @publicApi
 */
export type ConferenceEvent = OpenEnum<
  | 'conference-start'
  | 'conference-end'
  | 'participant-join'
  | 'participant-leave'
  | 'participant-mute'
  | 'participant-unmute'
  | 'participant-hold'
  | 'participant-unhold'
  | 'participant-speech-start'
  | 'participant-speech-stop'
>;

/**
 * Reports what happens in a conference: the `statusCallback` of `<Conference>`, and the `status_callback` of SWML's
 * `join_conference` whose `status_callback_event_type` is `cxml` or `laml`.
 *
 * Source: cXML `<Conference>`; SWML `join_conference`.
 *
 * @publicApi
 */
export interface ConferenceStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  /** At the end; SignalWire does not document it, third-party types have it. */
  readonly CallSidEndingConference?: string;
  readonly ConferenceSid?: string;
  /** Seconds. */
  readonly Duration?: string;
  /** `true` or `false`. Read it with `readBoolean`. */
  readonly EndConferenceOnExit?: string;
  readonly EventName?: string;
  readonly FriendlyName?: string;
  /** `true` or `false`. */
  readonly Hold?: string;
  /** `true` or `false`. */
  readonly Muted?: string;
  /** Bytes. */
  readonly RecordingFileSize?: string;
  readonly RecordingUrl?: string;
  /** At the end; SignalWire does not document it, third-party types have it. */
  readonly ReasonConferenceEnded?: string;
  /** `true` or `false`. */
  readonly StartConferenceOnEnter?: string;
  readonly StatusCallbackEvent?: ConferenceEvent;
  /** RFC 2822. */
  readonly Timestamp?: string;
}

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
