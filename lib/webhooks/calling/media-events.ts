import type { OpenEnum } from '../types.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `record` and of `record_call`, whose fields differ.
 *
 * Source: SWML `record` and `record_call`.
 *
 * @publicApi
 */
export interface CallRecordEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.record';
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'recording' | 'paused' | 'finished' | 'no_input' | 'error'>;
    /** `record` only. */
    readonly url?: string;
    /** `record` only. */
    readonly duration?: number;
    /** `record` only. */
    readonly size?: number;
    /** `record` only. */
    readonly recording_id?: string;
    /** `record` only. */
    readonly start_time?: number;
    /** `record` only. */
    readonly end_time?: number;
    /** `record` only. */
    readonly pause_behavior?: OpenEnum<'silence' | 'skip'>;
    readonly record?: {
      /** `record_call` only. */
      readonly url?: string;
      /** `record_call` only. */
      readonly duration?: number;
      /** `record_call` only. */
      readonly size?: number;
      /** `record_call` only. */
      readonly format?: OpenEnum<'wav' | 'mp3'>;
      /** `record` only. */
      readonly audio?: {
        readonly format?: OpenEnum<'wav' | 'mp3'>;
        readonly direction?: string;
        readonly stereo?: boolean;
      };
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
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'playing' | 'paused' | 'finished' | 'error'>;
  };
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
  readonly params?: CallingEventParams & {
    readonly result?: CollectResult;
    readonly final?: boolean;
    readonly state?: OpenEnum<'collecting' | 'finished' | 'error'>;
  };
}

/**
 * What the caller has said or dialled.
 *
 * @publicApi
 */
export interface CollectResult {
  readonly type?: OpenEnum<
    'digit' | 'speech' | 'no_input' | 'no_match' | 'start_of_input' | 'finished' | 'error'
  >;
  readonly params?: {
    /** The keys, which may begin with `0` or be `*` and `#`: not a number. */
    readonly digits?: string;
    readonly terminator?: string;
    readonly text?: string;
    readonly confidence?: number;
  };
}

/**
 * Delivers the caller's input without the envelope of {@link CallCollectEvent}: the `status_url` of the command `collect` of the
 * Calling API. JSON.
 *
 * Source: SignalWire REST, Calling API.
 *
 * @publicApi
 */
export interface CollectStatusCallback {
  readonly control_id?: string;
  readonly call_id?: string;
  readonly node_id?: string;
  readonly result: CollectResult;
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
  readonly params?: CallingEventParams & {
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
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'streaming' | 'finished'>;
    readonly url?: string;
    readonly name?: string;
  };
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
  readonly params?: CallingEventParams & {
    readonly detect?: {
      readonly type?: OpenEnum<'machine' | 'fax'>;
      readonly params?: {
        readonly event?: OpenEnum<'HUMAN' | 'MACHINE' | 'UNKNOWN' | 'READY' | 'NOT_READY' | 'finished'>;
        readonly beep?: boolean;
      };
    };
  };
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
  readonly params?: CallingEventParams & {
    readonly fax?: {
      readonly type?: OpenEnum<'page' | 'finished'>;
      readonly params?: {
        readonly direction?: OpenEnum<'send' | 'receive'>;
        /** Pages only. */
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
  };
}
