import type { JsonObject, OpenEnum } from '../types.js';
import type { PayResult } from '../voice/pay.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';
import type {
  CallCollectEvent,
  CallDetectEvent,
  CallFaxEvent,
  CallPlayEvent,
  CallRecordEvent,
  CallStreamEvent,
  CallTapEvent,
} from './media-events.js';

/**
 * Every documented `calling.*` event; `event_type` tells them apart.
 *
 * @publicApi
 */
export type CallingEvent =
  | CallStateEvent
  | CallConnectEvent
  | CallStreamEvent
  | CallDetectEvent
  | CallingConferenceEvent
  | CallRecordEvent
  | CallPlayEvent
  | CallCollectEvent
  | CallTapEvent
  | CallReferEvent
  | CallFaxEvent
  | CallQueueEvent
  | CallPayEvent
  | CallingTranscriptEvent;

/**
 * The `event_type` of every calling event that is known here.
 *
 * @publicApi
 */
export type CallingEventType = CallingEvent['event_type'];

/**
 * The `call_state_url` of `connect`.
 *
 * Source: SWML `connect`.
 *
 * @publicApi
 */
export interface CallStateEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.state';
  readonly params?: CallingEventParams & {
    readonly call_state?: OpenEnum<'created' | 'ringing' | 'answered' | 'ended'>;
    readonly direction?: OpenEnum<'inbound' | 'outbound'>;
    readonly device?: {
      readonly type?: string;
      readonly params?: { readonly from_number?: string; readonly to_number?: string };
    };
    readonly end_reason?: OpenEnum<
      'hangup' | 'busy' | 'no_answer' | 'cancel' | 'declined' | 'error' | 'timeout'
    >;
    readonly parent?: { readonly call_id?: string };
    /** Unix milliseconds. */
    readonly start_time?: number;
    /** Unix milliseconds. */
    readonly answer_time?: number;
    /** Unix milliseconds. */
    readonly end_time?: number;
  };
}

/**
 * The `status_url` of `connect`.
 *
 * Source: SWML `connect`.
 *
 * @publicApi
 */
export interface CallConnectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.connect';
  readonly params?: CallingEventParams & {
    readonly connect_state?: OpenEnum<'connecting' | 'connected' | 'failed' | 'disconnected'>;
    readonly failed_reason?: string;
    readonly peer?: {
      readonly call_id?: string;
      readonly tag?: string;
      readonly node_id?: string;
      readonly queue_id?: string;
      readonly queue_name?: string;
      readonly device?: JsonObject;
    };
  };
}

/**
 * The `status_url` of `sip_refer`.
 *
 * Source: SWML `sip_refer`.
 *
 * @publicApi
 */
export interface CallReferEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.refer';
  readonly params?: CallingEventParams & {
    readonly sip_refer_to?: string;
    readonly state?: string;
    readonly sip_refer_response_code?: string;
    readonly sip_notify_response_code?: string;
  };
}

/**
 * The `status_url` of `enter_queue`.
 *
 * Source: SWML `enter_queue`.
 *
 * @publicApi
 */
export interface CallQueueEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.queue';
  readonly params?: CallingEventParams & {
    readonly status?: OpenEnum<'enqueue' | 'dequeue' | 'leave'>;
    readonly id?: string;
    readonly name?: string;
    readonly position?: number;
    readonly size?: number;
    readonly avg_time?: number;
    readonly enqueue_ts?: number;
    readonly dequeue_ts?: number;
    readonly leave_ts?: number;
    readonly status_url?: string;
  };
}

/**
 * The `status_url` of `pay`.
 *
 * Source: SWML `pay`.
 *
 * @publicApi
 */
export interface CallPayEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.pay';
  readonly params?: CallingEventParams & {
    readonly status_url?: string;
    readonly status_url_method?: string;
    readonly for?: OpenEnum<'payment-completed'>;
    readonly pay_result?: PayResult;
    readonly error_type?: string;
    readonly payment_method?: string;
    readonly payment_card_number?: string;
    readonly payment_card_type?: string;
    readonly payment_card_postal_code?: string;
    readonly expiration_date?: string;
    readonly security_code?: string;
  };
}

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

/**
 * Reports that a call's transcript is finished or has failed.
 *
 * Source: SignalWire REST webhooks, transcribe status callback.
 *
 * @publicApi
 */
export interface CallingTranscriptEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.transcript.completed' | 'calling.transcript.failed';
  readonly params?: CallingEventParams & {
    readonly id?: string;
    readonly text?: string;
  };
}
