import type { OpenEnum } from '../types.js';
import type { PayResult } from '../voice/pay.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports each step of a payment: the `status_url` of `pay`. Keep the payload out of logs, because it contains data of the card.
 * SignalWire does not document whether the data is masked.
 *
 * Source: SWML `pay`.
 *
 * @publicApi
 */
export interface CallPayEvent extends CallingEventEnvelope {
  /** `calling.call.pay`. */
  readonly event_type: 'calling.call.pay';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** URL of this callback. */
    readonly status_url?: string;
    /** HTTP method of this callback. */
    readonly status_url_method?: string;
    /** Step of the payment, such as `payment-completed`. */
    readonly for?: OpenEnum<'payment-completed'>;
    /** How the payment ended, such as `success`: {@link PayResult} has all values. */
    readonly pay_result?: PayResult;
    /** Error of the step. */
    readonly error_type?: string;
    /** Payment method. */
    readonly payment_method?: string;
    /** Number of the card. */
    readonly payment_card_number?: string;
    /** Type of the card. */
    readonly payment_card_type?: string;
    /** Postal code of the card. */
    readonly payment_card_postal_code?: string;
    /** Expiration date of the card. */
    readonly expiration_date?: string;
    /** Security code of the card. */
    readonly security_code?: string;
  };
}
