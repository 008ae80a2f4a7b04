import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

/**
 * `RecordingStatus`: the state of the recording. The reference of the callback lists `in-progress`, `completed` and `absent`; the
 * guide to webhooks and the recording events of conferences have `failed`. The REST API also has `queued`, `paused`, `resumed`
 * and `stopped`.
 *
 * @publicApi
 */
export type RecordingStatus = OpenEnum<'in-progress' | 'completed' | 'absent' | 'failed'>;

/**
 * `RecordingSource`: the origin of the recording.
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
 * @example
 * ```ts
 * @Post('recordings')
 * recorded(@WebhookPayload() recording: RecordingStatusCallback) {
 *   if (recording.RecordingStatus === 'completed') download(recording.RecordingUrl);
 * }
 * ```
 *
 * @publicApi
 */
export interface RecordingStatusCallback {
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** ID of the recorded call: a UUID. */
  readonly CallSid?: string;
  /** ID of the recording: a UUID. */
  readonly RecordingSid?: string;
  /** URL of the recording. */
  readonly RecordingUrl?: string;
  /** State of the recording: `in-progress`, `completed`, `absent` or `failed`. */
  readonly RecordingStatus?: RecordingStatus;
  /** Length of the recording in seconds. Read it with `readSeconds`. */
  readonly RecordingDuration?: string;
  /** Number of channels of the recording. Read it with `readInteger`. */
  readonly RecordingChannels?: string;
  /** Origin of the recording, such as `RecordVerb`: {@link RecordingSource} has all values. */
  readonly RecordingSource?: RecordingSource;
}

/**
 * Asks what to do after a recording: the `action` of `<Record>`.
 *
 * Source: cXML `<Record>`.
 *
 * @example
 * ```ts
 * @Post('voicemail')
 * recorded(@WebhookPayload() { RecordingUrl, RecordingDuration }: RecordAction) {
 *   save(RecordingUrl, readSeconds(RecordingDuration));
 *   return '<Response><Hangup/></Response>';
 * }
 * ```
 *
 * @publicApi
 */
export interface RecordAction extends VoiceWebhook {
  /** URL of the recording. */
  readonly RecordingUrl?: string;
  /** Length of the recording in seconds. Read it with `readSeconds`. */
  readonly RecordingDuration?: string;
  /** Key that ended the recording. */
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
 * @example
 * ```ts
 * @Post('transcriptions')
 * transcribed(@WebhookPayload() { TranscriptionStatus, TranscriptionText, RecordingSid }: TranscriptionCallback) {
 *   if (TranscriptionStatus === 'completed') save(RecordingSid, TranscriptionText);
 * }
 * ```
 *
 * @publicApi
 */
export interface TranscriptionCallback extends VoiceWebhook {
  /** ID of the transcription: a UUID. */
  readonly TranscriptionSid?: string;
  /** Text of the recording. */
  readonly TranscriptionText?: string;
  /** How the transcription ended: `completed` or `failed`. */
  readonly TranscriptionStatus?: TranscriptionStatus;
  /** URL of the transcription. */
  readonly TranscriptionUrl?: string;
  /** ID of the recording: a UUID. */
  readonly RecordingSid?: string;
  /** URL of the recording. */
  readonly RecordingUrl?: string;
}

/**
 * `StatusCallbackEvent`: the event of a conference. You subscribe to it as `start`, `end`, `join`, `leave`, `mute`, `hold` or
 * `speaker`.
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
 * @example
 * ```ts
 * @Post('conference')
 * event(@WebhookPayload() { StatusCallbackEvent, CallSid, Muted }: ConferenceStatusCallback) {
 *   if (StatusCallbackEvent === 'participant-join') save(CallSid, readBoolean(Muted));
 * }
 * ```
 *
 * @publicApi
 */
export interface ConferenceStatusCallback {
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** ID of the call: a UUID. */
  readonly CallSid?: string;
  /** ID of the call that ended the conference. SignalWire does not document it; third-party types have it. */
  readonly CallSidEndingConference?: string;
  /** ID of the conference: a UUID. */
  readonly ConferenceSid?: string;
  /** Duration in seconds. Read it with `readSeconds`. */
  readonly Duration?: string;
  /** Whether the conference ends when the participant leaves: `true` or `false`. Read it with `readBoolean`. */
  readonly EndConferenceOnExit?: string;
  /** Name of the event. */
  readonly EventName?: string;
  /** Name of the conference. */
  readonly FriendlyName?: string;
  /** Whether the participant is on hold: `true` or `false`. Read it with `readBoolean`. */
  readonly Hold?: string;
  /** Whether the participant is muted: `true` or `false`. Read it with `readBoolean`. */
  readonly Muted?: string;
  /** Size of the recording in bytes. Read it with `readInteger`. */
  readonly RecordingFileSize?: string;
  /** URL of the recording. */
  readonly RecordingUrl?: string;
  /** Reason for the end of the conference. SignalWire does not document it; third-party types have it. */
  readonly ReasonConferenceEnded?: string;
  /** Whether the conference starts when the participant joins: `true` or `false`. Read it with `readBoolean`. */
  readonly StartConferenceOnEnter?: string;
  /** Event, such as `participant-join`: {@link ConferenceEvent} has all values. */
  readonly StatusCallbackEvent?: ConferenceEvent;
  /** Time of the event in RFC 2822, with a time zone. Read it with `readTimestamp`. */
  readonly Timestamp?: string;
}

/**
 * `StreamEvent`: the event of a stream.
 *
 * @publicApi
 */
export type StreamEvent = OpenEnum<'stream-started' | 'stream-stopped' | 'stream-error'>;

/**
 * `StreamTrack`: the streamed audio.
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
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** ID of the call: a UUID. */
  readonly CallSid?: string;
  /** ID of the conference: a UUID. */
  readonly ConferenceSid?: string;
  /** ID of the stream: a UUID. */
  readonly StreamSid?: string;
  /** Name of the stream. */
  readonly StreamName?: string;
  /** Event: `stream-started`, `stream-stopped` or `stream-error`. */
  readonly StreamEvent?: StreamEvent;
  /** Error of the stream, such as `codec_error`: {@link StreamError} has all values. */
  readonly StreamError?: StreamError;
  /** Streamed audio: `inbound_track`, `outbound_track` or `both_tracks`. */
  readonly StreamTrack?: StreamTrack;
  /** Time of the event in ISO 8601. Read it with `readTimestamp`. */
  readonly Timestamp?: string;
  /** Unique ID. SignalWire documents the name alone. */
  readonly 'Unique-ID'?: string;
}
