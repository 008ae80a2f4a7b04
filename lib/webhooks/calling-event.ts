import type { OpenEnum } from './open-enum.js';

/**
 * The envelope of every `calling.*` event. JSON.
 *
 * Source: SignalWire REST webhooks, calling status callbacks.
 *
 * @publicApi
 */
export interface CallingEventEnvelope {
  readonly event_type: string;
  /** `swml:<uuid>` */
  readonly event_channel?: string;
  /** Unix seconds with a fraction. Read it with `readEpoch`. */
  readonly timestamp?: number;
  readonly project_id?: string;
  readonly space_id?: string;
}

/**
 * An event of a type that {@link CallingEvent} does not know.
 *
 * @publicApi
 */
export interface UnknownCallingEvent extends CallingEventEnvelope {
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * The `params` that name the call.
 *
 * @publicApi
 */
export interface CallingEventParams {
  readonly call_id?: string;
  readonly node_id?: string;
  readonly segment_id?: string;
  readonly tag?: string;
  readonly control_id?: string;
}

/**
 * The `call_state_url` of `connect`.
 *
 * Source: SWML `connect`.
 *
 * @publicApi
 */
export interface CallStateEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.state';
  readonly params?: CallStateEventParams;
}

/**
 * The `params` of {@link CallStateEvent}.
 *
 * @publicApi
 */
export interface CallStateEventParams extends CallingEventParams {
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
  readonly params?: CallConnectEventParams;
}

/**
 * The `params` of {@link CallConnectEvent}.
 *
 * @publicApi
 */
export interface CallConnectEventParams extends CallingEventParams {
  readonly connect_state?: OpenEnum<'connecting' | 'connected' | 'failed' | 'disconnected'>;
  readonly failed_reason?: string;
  readonly peer?: {
    readonly call_id?: string;
    readonly tag?: string;
    readonly node_id?: string;
    readonly queue_id?: string;
    readonly queue_name?: string;
    readonly device?: Readonly<Record<string, unknown>>;
  };
}

/**
 * The status callback of a media stream.
 *
 * Source: SWML `connect`; SignalWire REST webhooks, stream status callback.
 *
 * @publicApi
 */
export interface CallStreamEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.stream';
  readonly params?: CallStreamEventParams;
}

/**
 * The `params` of {@link CallStreamEvent}.
 *
 * @publicApi
 */
export interface CallStreamEventParams extends CallingEventParams {
  readonly state?: OpenEnum<'streaming' | 'finished'>;
  readonly url?: string;
  readonly name?: string;
}

/**
 * The `status_url` of `detect_machine`.
 *
 * Source: SWML `detect_machine`.
 *
 * @publicApi
 */
export interface CallDetectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.detect';
  readonly params?: CallDetectEventParams;
}

/**
 * The `params` of {@link CallDetectEvent}.
 *
 * @publicApi
 */
export interface CallDetectEventParams extends CallingEventParams {
  readonly detect?: {
    readonly type?: OpenEnum<'machine' | 'fax'>;
    readonly params?: {
      readonly event?: OpenEnum<'HUMAN' | 'MACHINE' | 'UNKNOWN' | 'READY' | 'NOT_READY' | 'finished'>;
      readonly beep?: boolean;
    };
  };
}

/**
 * The `status_callback` of `join_conference`.
 *
 * Source: SWML `join_conference`.
 *
 * @publicApi
 */
export interface CallingConferenceEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.conference';
  readonly params?: CallingConferenceEventParams;
}

/**
 * The `params` of {@link CallingConferenceEvent}.
 *
 * @publicApi
 */
export interface CallingConferenceEventParams extends CallingEventParams {
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
}

/**
 * The `status_url` of `record` and of `record_call`, whose fields differ.
 *
 * Source: SWML `record` and `record_call`.
 *
 * @publicApi
 */
export interface CallRecordEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.record';
  readonly params?: CallRecordEventParams;
}

/**
 * The `params` of {@link CallRecordEvent}.
 *
 * @publicApi
 */
export interface CallRecordEventParams extends CallingEventParams {
  readonly state?: OpenEnum<'recording' | 'paused' | 'finished' | 'no_input' | 'error'>;
  /** Of `record`. */
  readonly url?: string;
  /** Of `record`. */
  readonly duration?: number;
  /** Of `record`. */
  readonly size?: number;
  /** Of `record`. */
  readonly recording_id?: string;
  /** Of `record`. */
  readonly start_time?: number;
  /** Of `record`. */
  readonly end_time?: number;
  /** Of `record`. */
  readonly pause_behavior?: OpenEnum<'silence' | 'skip'>;
  readonly record?: {
    /** Of `record_call`. */
    readonly url?: string;
    /** Of `record_call`. */
    readonly duration?: number;
    /** Of `record_call`. */
    readonly size?: number;
    /** Of `record_call`. */
    readonly format?: OpenEnum<'wav' | 'mp3'>;
    /** Of `record`. */
    readonly audio?: {
      readonly format?: OpenEnum<'wav' | 'mp3'>;
      readonly direction?: string;
      readonly stereo?: boolean;
    };
  };
}

/**
 * The `status_url` of `play`.
 *
 * Source: SWML `play`.
 *
 * @publicApi
 */
export interface CallPlayEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.play';
  readonly params?: CallPlayEventParams;
}

/**
 * The `params` of {@link CallPlayEvent}.
 *
 * @publicApi
 */
export interface CallPlayEventParams extends CallingEventParams {
  readonly state?: OpenEnum<'playing' | 'paused' | 'finished' | 'error'>;
}

/**
 * The `status_url` of `prompt`.
 *
 * Source: SWML `prompt`.
 *
 * @publicApi
 */
export interface CallCollectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.collect';
  readonly params?: CallCollectEventParams;
}

/**
 * The `params` of {@link CallCollectEvent}.
 *
 * @publicApi
 */
export interface CallCollectEventParams extends CallingEventParams {
  readonly result?: {
    readonly type?: OpenEnum<
      'digit' | 'speech' | 'no_input' | 'no_match' | 'start_of_input' | 'finished' | 'error'
    >;
    readonly params?: {
      readonly digits?: string;
      readonly terminator?: string;
      readonly text?: string;
      readonly confidence?: number;
    };
  };
  readonly final?: boolean;
  readonly state?: OpenEnum<'collecting' | 'finished' | 'error'>;
}

/**
 * The `status_url` of `tap`.
 *
 * Source: SWML `tap`.
 *
 * @publicApi
 */
export interface CallTapEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.tap';
  readonly params?: CallTapEventParams;
}

/**
 * The `params` of {@link CallTapEvent}.
 *
 * @publicApi
 */
export interface CallTapEventParams extends CallingEventParams {
  readonly state?: OpenEnum<'tapping' | 'finished'>;
  readonly tap?: { readonly type?: string; readonly params?: { readonly direction?: string } };
  readonly device?: {
    readonly type?: string;
    readonly params?: {
      readonly addr?: string;
      readonly port?: number;
      readonly codec?: string;
      readonly ptime?: number;
      readonly uri?: string;
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
  readonly params?: CallReferEventParams;
}

/**
 * The `params` of {@link CallReferEvent}.
 *
 * @publicApi
 */
export interface CallReferEventParams extends CallingEventParams {
  readonly sip_refer_to?: string;
  readonly state?: string;
  readonly sip_refer_response_code?: string;
  readonly sip_notify_response_code?: string;
}

/**
 * The `status_url` of `receive_fax` and of `send_fax`.
 *
 * Source: SWML `receive_fax` and `send_fax`.
 *
 * @publicApi
 */
export interface CallFaxEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.fax';
  readonly params?: CallFaxEventParams;
}

/**
 * The `params` of {@link CallFaxEvent}.
 *
 * @publicApi
 */
export interface CallFaxEventParams extends CallingEventParams {
  readonly fax?: {
    readonly type?: OpenEnum<'page' | 'finished'>;
    readonly params?: {
      readonly direction?: OpenEnum<'send' | 'receive'>;
      /** Of a page. */
      readonly number?: number;
      readonly identity?: string;
      readonly remote_identity?: string;
      /** The URL of the document. */
      readonly document?: string;
      readonly pages?: number;
      readonly success?: boolean;
      readonly result?: number;
      readonly result_text?: string;
      readonly format?: OpenEnum<'pdf'>;
    };
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
  readonly params?: CallQueueEventParams;
}

/**
 * The `params` of {@link CallQueueEvent}.
 *
 * @publicApi
 */
export interface CallQueueEventParams extends CallingEventParams {
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
  readonly params?: CallPayEventParams;
}

/**
 * The `params` of {@link CallPayEvent}.
 *
 * @publicApi
 */
export interface CallPayEventParams extends CallingEventParams {
  readonly status_url?: string;
  readonly status_url_method?: string;
  readonly for?: OpenEnum<'payment-completed'>;
  readonly error_type?: string;
  readonly payment_method?: string;
  readonly payment_card_number?: string;
  readonly payment_card_type?: string;
  readonly payment_card_postal_code?: string;
  readonly expiration_date?: string;
  readonly security_code?: string;
}

/**
 * Tells that a call's transcript is finished or has failed.
 *
 * Source: SignalWire REST webhooks, transcribe status callback.
 *
 * @publicApi
 */
export interface CallingTranscriptEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.transcript.completed' | 'calling.transcript.failed';
  readonly params?: CallingTranscriptEventParams;
}

/**
 * The `params` of {@link CallingTranscriptEvent}.
 *
 * @publicApi
 */
export interface CallingTranscriptEventParams extends CallingEventParams {
  readonly id?: string;
  readonly text?: string;
}

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
