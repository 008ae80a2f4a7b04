import type { OpenEnum } from '../types.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports an event of a conference: the `status_callback` of `join_conference` whose `status_callback_event_type` is `relay`. With
 * `cxml` or `laml` it is the form {@link ConferenceStatusCallback}.
 *
 * You subscribe to `start`, `end`, `join`, `leave`, `mute`, `hold`, `modify`, `speaker` and `announcement` in
 * `status_callback_event`. SignalWire does not document the units of the size and the length of a recording.
 *
 * Source: SWML `join_conference`.
 *
 * @publicApi
 */
export interface CallingConferenceEvent extends CallingEventEnvelope {
  /** `calling.conference`. */
  readonly event_type: 'calling.conference';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** Name of the conference. */
    readonly name?: string;
    /** ID of the conference. */
    readonly conference_id?: string;
    /** Event of the conference, such as `participant-join` or `record-stop`. */
    readonly status?: OpenEnum<
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
      | 'participant-modify'
      | 'record-start'
      | 'record-pause'
      | 'record-resume'
      | 'record-stop'
    >;
    /** Size of the conference. */
    readonly size?: number;
    /** Region of the conference. */
    readonly region?: string;
    /** Whether the participant is muted. */
    readonly muted?: boolean;
    /** Whether the participant is on hold. */
    readonly hold?: boolean;
    /** Whether the conference starts when the participant joins. */
    readonly start_on_join?: boolean;
    /** Whether the conference ends when the participant leaves. */
    readonly end_on_leave?: boolean;
    /** Whether the participant coaches. */
    readonly coaching?: boolean;
    /** URL of the recording. */
    readonly recording_url?: string;
    /** Size of the file of the recording. */
    readonly recording_file_size?: number;
    /** Length of the recording. */
    readonly recording_duration?: number;
    /** Reason for the end of the conference, such as `last-participant-left`. */
    readonly reason_ended?: string;
    /** ID of the call that ended the conference. */
    readonly call_id_ending_conf?: string;
  };
}
