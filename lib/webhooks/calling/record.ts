import type { OpenEnum } from '../open-enum.js';
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
