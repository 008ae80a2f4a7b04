import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

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
