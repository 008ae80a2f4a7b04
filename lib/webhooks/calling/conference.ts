import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_callback` of `join_conference` whose `status_callback_event_type` is `relay`. With `cxml` or `laml` it is the
 * form {@link ConferenceStatusCallback}.
 *
 * Source: SWML `join_conference`.
 *
 * @publicApi
 */
export interface CallingConferenceEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.conference';
  readonly params?: CallingEventParams & {
    readonly name?: string;
    readonly conference_id?: string;
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
    readonly size?: number;
    readonly region?: string;
    readonly muted?: boolean;
    readonly hold?: boolean;
    readonly start_on_join?: boolean;
    readonly end_on_leave?: boolean;
    readonly coaching?: boolean;
    readonly recording_url?: string;
    readonly recording_file_size?: number;
    readonly recording_duration?: number;
    readonly reason_ended?: string;
    readonly call_id_ending_conf?: string;
  };
}
