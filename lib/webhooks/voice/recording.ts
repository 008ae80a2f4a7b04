import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

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
