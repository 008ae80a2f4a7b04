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
