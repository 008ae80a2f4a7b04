import type { OpenEnum } from '../types.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports the state of a recording: the `status_url` of `record` and of `record_call`, whose fields differ. SignalWire does not
 * document the units of lengths, sizes and times.
 *
 * Source: SWML `record` and `record_call`.
 *
 * @publicApi
 */
export interface CallRecordEvent extends CallingEventEnvelope {
  /** `calling.call.record`. */
  readonly event_type: 'calling.call.record';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the recording: `recording`, `paused`, `finished`, `no_input` or `error`. */
    readonly state?: OpenEnum<'recording' | 'paused' | 'finished' | 'no_input' | 'error'>;
    /** URL of the recording. `record` only. */
    readonly url?: string;
    /** Length of the recording. `record` only. */
    readonly duration?: number;
    /** Size of the recording. `record` only. */
    readonly size?: number;
    /** ID of the recording. `record` only. */
    readonly recording_id?: string;
    /** Start of the recording. `record` only. */
    readonly start_time?: number;
    /** End of the recording. `record` only. */
    readonly end_time?: number;
    /** Content of the recording during a pause: `silence` or `skip`. `record` only. */
    readonly pause_behavior?: OpenEnum<'silence' | 'skip'>;
    /** The recording. */
    readonly record?: {
      /** URL of the recording. `record_call` only. */
      readonly url?: string;
      /** Length of the recording. `record_call` only. */
      readonly duration?: number;
      /** Size of the recording. `record_call` only. */
      readonly size?: number;
      /** Format of the recording: `wav` or `mp3`. `record_call` only. */
      readonly format?: OpenEnum<'wav' | 'mp3'>;
      /** Audio of the recording. `record` only. */
      readonly audio?: {
        /** Format of the recording: `wav` or `mp3`. */
        readonly format?: OpenEnum<'wav' | 'mp3'>;
        /** Recorded direction. */
        readonly direction?: string;
        /** Whether the recording is stereo. */
        readonly stereo?: boolean;
      };
    };
  };
}

/**
 * Reports the state of a playback: the `status_url` of `play`.
 *
 * Source: SWML `play`.
 *
 * @publicApi
 */
export interface CallPlayEvent extends CallingEventEnvelope {
  /** `calling.call.play`. */
  readonly event_type: 'calling.call.play';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the playback: `playing`, `paused`, `finished` or `error`. */
    readonly state?: OpenEnum<'playing' | 'paused' | 'finished' | 'error'>;
  };
}

/**
 * Delivers the caller's input: the `status_url` of `prompt`.
 *
 * Source: SWML `prompt`.
 *
 * @example
 * ```ts
 * @Post('collected')
 * collected(@WebhookPayload() { params }: CallCollectEvent) {
 *   if (params?.result?.type === 'digit') save(params.call_id, params.result.params?.digits);
 * }
 * ```
 *
 * @publicApi
 */
export interface CallCollectEvent extends CallingEventEnvelope {
  /** `calling.call.collect`. */
  readonly event_type: 'calling.call.collect';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** The caller's input. */
    readonly result?: CollectResult;
    /** Whether the result is final. */
    readonly final?: boolean;
    /** State of the prompt: `collecting`, `finished` or `error`. */
    readonly state?: OpenEnum<'collecting' | 'finished' | 'error'>;
  };
}

/**
 * The caller's input: pressed keys or recognized speech.
 *
 * @publicApi
 */
export interface CollectResult {
  /** Type of the result: `digit`, `speech`, `no_input`, `no_match`, `start_of_input`, `finished` or `error`. */
  readonly type?: OpenEnum<
    'digit' | 'speech' | 'no_input' | 'no_match' | 'start_of_input' | 'finished' | 'error'
  >;
  /** The input. */
  readonly params?: {
    /** Pressed keys. Text, not a number: it may begin with `0` and contain `*` and `#`. */
    readonly digits?: string;
    /** Key that ended the input. */
    readonly terminator?: string;
    /** Recognized speech. */
    readonly text?: string;
    /** Confidence of the speech recognition. SignalWire does not document its range. */
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
  /** Control ID of the operation. */
  readonly control_id?: string;
  /** ID of the call. */
  readonly call_id?: string;
  /** ID of the node. */
  readonly node_id?: string;
  /** The caller's input. */
  readonly result: CollectResult;
}

/**
 * Reports the state of a tap: the `status_url` of `tap`.
 *
 * Source: SWML `tap`.
 *
 * @publicApi
 */
export interface CallTapEvent extends CallingEventEnvelope {
  /** `calling.call.tap`. */
  readonly event_type: 'calling.call.tap';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the tap: `tapping` or `finished`. */
    readonly state?: OpenEnum<'tapping' | 'finished'>;
    /** The tap. */
    readonly tap?: {
      /** Type of the tap. */
      readonly type?: string;
      /** Parameters of the tap. */
      readonly params?: {
        /** Tapped direction. */
        readonly direction?: string;
      };
    };
    /** Device that receives the media. */
    readonly device?: {
      /** Type of the device. */
      readonly type?: string;
      /** Parameters of the device. */
      readonly params?: {
        /** Address of the device. */
        readonly addr?: string;
        /** Port of the device. */
        readonly port?: number;
        /** Codec of the media. */
        readonly codec?: string;
        /** Packet time (ptime) of the media. SignalWire does not document its unit. */
        readonly ptime?: number;
        /** URI of the device. */
        readonly uri?: string;
      };
    };
  };
}

/**
 * Reports the state of a media stream: the status callback of a stream.
 *
 * Source: SWML `connect`; SignalWire REST webhooks, stream status callback.
 *
 * @publicApi
 */
export interface CallStreamEvent extends CallingEventEnvelope {
  /** `calling.call.stream`. */
  readonly event_type: 'calling.call.stream';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** State of the stream: `streaming` or `finished`. */
    readonly state?: OpenEnum<'streaming' | 'finished'>;
    /** URL of the stream. */
    readonly url?: string;
    /** Name of the stream. Documented as optional. */
    readonly name?: string;
  };
}

/**
 * Reports whether a human, a machine or a fax has answered: the `status_url` of `detect_machine`.
 *
 * Source: SWML `detect_machine`.
 *
 * @example
 * ```ts
 * @Post('detected')
 * detected(@WebhookPayload() { params }: CallDetectEvent) {
 *   if (params?.detect?.params?.event === 'MACHINE') save(params.call_id, 'voicemail');
 * }
 * ```
 *
 * @publicApi
 */
export interface CallDetectEvent extends CallingEventEnvelope {
  /** `calling.call.detect`. */
  readonly event_type: 'calling.call.detect';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** The detection. */
    readonly detect?: {
      /** Type of the detection: `machine` or `fax`. */
      readonly type?: OpenEnum<'machine' | 'fax'>;
      /** Result of the detection. */
      readonly params?: {
        /** Event of the detection: `HUMAN`, `MACHINE`, `UNKNOWN`, `READY`, `NOT_READY` or `finished`. */
        readonly event?: OpenEnum<'HUMAN' | 'MACHINE' | 'UNKNOWN' | 'READY' | 'NOT_READY' | 'finished'>;
        /** Whether a beep is detected. */
        readonly beep?: boolean;
      };
    };
  };
}

/**
 * Reports each page and the end of a fax: the `status_url` of `receive_fax` and of `send_fax`.
 *
 * Source: SWML `receive_fax` and `send_fax`.
 *
 * @example
 * ```ts
 * @Post('fax')
 * fax(@WebhookPayload() { params }: CallFaxEvent) {
 *   if (params?.fax?.type === 'finished' && params.fax.params?.success) download(params.fax.params.document);
 * }
 * ```
 *
 * @publicApi
 */
export interface CallFaxEvent extends CallingEventEnvelope {
  /** `calling.call.fax`. */
  readonly event_type: 'calling.call.fax';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** The fax. */
    readonly fax?: {
      /** Event of the fax: `page` for a page, `finished` at the end. */
      readonly type?: OpenEnum<'page' | 'finished'>;
      /** Fields of the event of the fax. */
      readonly params?: {
        /** Direction of the fax, such as `receive`. */
        readonly direction?: OpenEnum<'send' | 'receive'>;
        /** Number of the page. `page` only. */
        readonly number?: number;
        /** Identity of the local station. `finished` only. */
        readonly identity?: string;
        /** Identity of the remote station. `finished` only. */
        readonly remote_identity?: string;
        /** URL of the document. `finished` only. */
        readonly document?: string;
        /** Number of pages. `finished` only. */
        readonly pages?: number;
        /** Whether the fax succeeded. `finished` only. */
        readonly success?: boolean;
        /** Result code, such as `0`. `finished` only. */
        readonly result?: number;
        /** Text of the result, such as `OK`. `finished` only. */
        readonly result_text?: string;
        /** Format of the document: `pdf`. `finished` only. */
        readonly format?: OpenEnum<'pdf'>;
      };
    };
  };
}
