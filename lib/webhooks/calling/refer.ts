import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

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
