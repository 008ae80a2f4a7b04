import type { JsonObject, OpenEnum } from '../types.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports the state of a call: the `call_state_url` of `connect`.
 *
 * Source: SWML `connect`; real events (`parent`, the times and `timeout`).
 *
 * @example
 * ```ts
 * @Post('calls')
 * state(@WebhookPayload() { params }: CallStateEvent) {
 *   if (params?.call_state === 'ended') save(params.call_id, params.end_reason);
 * }
 * ```
 *
 * @publicApi
 */
export interface CallStateEvent extends CallingEventEnvelope {
  /** `calling.call.state`. */
  readonly event_type: 'calling.call.state';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the call: `created`, `ringing`, `answered` or `ended`. */
    readonly call_state?: OpenEnum<'created' | 'ringing' | 'answered' | 'ended'>;
    /** Direction of the call, such as `outbound`. */
    readonly direction?: OpenEnum<'inbound' | 'outbound'>;
    /** Device of the call. */
    readonly device?: {
      /** Type of the device. */
      readonly type?: string;
      /** Numbers of the device. */
      readonly params?: {
        /** Number of the caller. */
        readonly from_number?: string;
        /** Called number. */
        readonly to_number?: string;
      };
    };
    /** Reason for the end of the call. `timeout` is seen in real events only. */
    readonly end_reason?: OpenEnum<
      'hangup' | 'busy' | 'no_answer' | 'cancel' | 'declined' | 'error' | 'timeout'
    >;
    /** Parent call. Seen in real events only. */
    readonly parent?: {
      /** ID of the parent call. */
      readonly call_id?: string;
    };
    /** Start of the call in Unix milliseconds. Read it with `readEpoch(…, 'milliseconds')`. Seen in real events only. */
    readonly start_time?: number;
    /** Answer of the call in Unix milliseconds. Read it with `readEpoch(…, 'milliseconds')`. Seen in real events only. */
    readonly answer_time?: number;
    /** End of the call in Unix milliseconds. Read it with `readEpoch(…, 'milliseconds')`. Seen in real events only. */
    readonly end_time?: number;
  };
}

/**
 * Reports the connection to a peer: the `status_url` of `connect`.
 *
 * Source: SWML `connect`.
 *
 * @publicApi
 */
export interface CallConnectEvent extends CallingEventEnvelope {
  /** `calling.call.connect`. */
  readonly event_type: 'calling.call.connect';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the connection: `connecting`, `connected`, `failed` or `disconnected`. */
    readonly connect_state?: OpenEnum<'connecting' | 'connected' | 'failed' | 'disconnected'>;
    /** Reason for the failure. */
    readonly failed_reason?: string;
    /** Peer of the connection. */
    readonly peer?: {
      /** ID of the peer call. */
      readonly call_id?: string;
      /** Tag of the peer call. */
      readonly tag?: string;
      /** ID of the node of the peer call. */
      readonly node_id?: string;
      /** ID of the queue. */
      readonly queue_id?: string;
      /** Name of the queue. */
      readonly queue_name?: string;
      /** Device of the peer call. */
      readonly device?: JsonObject;
    };
  };
}

/**
 * Reports a transfer: the `status_url` of `sip_refer`.
 *
 * Source: SWML `sip_refer`.
 *
 * @publicApi
 */
export interface CallReferEvent extends CallingEventEnvelope {
  /** `calling.call.refer`. */
  readonly event_type: 'calling.call.refer';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** Target of the transfer: the `Refer-To` of SIP. */
    readonly sip_refer_to?: string;
    /** State of the transfer. SignalWire documents no values. */
    readonly state?: string;
    /** SIP response code of the REFER. */
    readonly sip_refer_response_code?: string;
    /** SIP response code of the NOTIFY. */
    readonly sip_notify_response_code?: string;
  };
}

/**
 * Reports that a call's transcript is completed or has failed. `tag`, `node_id` and `control_id` are not documented for it.
 *
 * Source: SignalWire REST webhooks, transcribe status callback.
 *
 * @publicApi
 */
export interface CallingTranscriptEvent extends CallingEventEnvelope {
  /** `calling.transcript.completed` or `calling.transcript.failed`. */
  readonly event_type: 'calling.transcript.completed' | 'calling.transcript.failed';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** ID of the transcript: a UUID. */
    readonly id?: string;
    /** Text of the transcript. Documented as optional. */
    readonly text?: string;
  };
}
