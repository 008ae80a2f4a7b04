import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

/**
 * The card or account, in both webhooks of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 */
interface PayWebhook extends VoiceWebhook {
  readonly PaymentMethod?: string;
  /** Masked. */
  readonly PaymentCardNumber?: string;
  readonly PaymentCardType?: string;
  readonly PaymentCardPostalCode?: string;
  /** MMYY. */
  readonly ExpirationDate?: string;
  readonly SecurityCode?: string;
}

/**
 * `Result`: how a payment ended.
 *
 * @publicApi
 */
export type PayResult = OpenEnum<
  | 'success'
  | 'too-many-failed-attempts'
  | 'payment-connector-error'
  | 'caller-interrupted-with-star'
  | 'caller-hung-up'
  | 'validation-error'
  | 'internal-error'
>;

/**
 * Asks what to do after a payment: the `action` of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayAction extends PayWebhook {
  readonly Result?: PayResult;
  readonly PaymentToken?: string;
  readonly ProfileId?: string;
  readonly PaymentConfirmationCode?: string;
  readonly BankAccountNumber?: string;
  readonly BankRoutingNumber?: string;
  readonly PaymentError?: string;
  readonly PayErrorCode?: string;
  readonly ConnectorError?: string;
}

/**
 * `For`: the current step of a payment.
 *
 * @publicApi
 */
export type PayStep = OpenEnum<
  | 'payment-card-number'
  | 'expiration-date'
  | 'security-code'
  | 'postal-code'
  | 'bank-routing-number'
  | 'bank-account-number'
  | 'payment-processing'
>;

/**
 * `ErrorType`: why a step of a payment has to be repeated.
 *
 * @publicApi
 */
export type PayErrorType = OpenEnum<
  | 'input-timeout'
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code'
  | 'invalid-postal-code'
  | 'invalid-bank-routing-number'
  | 'invalid-bank-account-number'
  | 'session-in-progress'
>;

/**
 * Reports each step of a payment: the `statusCallback` of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayStatusCallback extends PayWebhook {
  readonly For?: PayStep;
  /** An integer. */
  readonly Attempt?: string;
  readonly ErrorType?: PayErrorType;
}

/**
 * Asks your payment processor to charge or to tokenize: the `paymentConnectorUrl` of `<Pay>`. JSON; it holds the
 * caller's card data in clear, so keep it out of logs.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayConnectorRequest {
  readonly transaction_id?: string;
  readonly method?: string;
  readonly cardnumber?: string;
  readonly cvv?: string;
  readonly postal_code?: string;
  readonly description?: string;
  readonly chargeAmount?: unknown;
  readonly token_type?: string;
  readonly expiry_month?: unknown;
  readonly expiry_year?: unknown;
  readonly currency_code?: string;
  readonly parameters?: unknown;
}
