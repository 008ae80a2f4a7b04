import type { OpenEnum } from '../open-enum.js';

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
