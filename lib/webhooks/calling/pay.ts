import type { OpenEnum } from '../open-enum.js';
import type { PayResult } from '../voice/pay.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

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
