import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

/**
 * The card, in both webhooks of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 */
interface PayWebhook extends VoiceWebhook {
  /** Payment method. */
  readonly PaymentMethod?: string;
  /** Number of the card, masked. */
  readonly PaymentCardNumber?: string;
  /** Type of the card. */
  readonly PaymentCardType?: string;
  /** Postal code of the card. */
  readonly PaymentCardPostalCode?: string;
  /** Expiration date of the card: `MMYY`. */
  readonly ExpirationDate?: string;
  /** Security code of the card. Keep it out of logs: SignalWire does not document whether it is masked. */
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
 * @example
 * ```ts
 * @Post('paid')
 * paid(@WebhookPayload() payment: PayAction) {
 *   if (payment.Result === 'success') save(payment.CallSid, payment.PaymentConfirmationCode);
 *   return '<Response><Hangup/></Response>';
 * }
 * ```
 *
 * @publicApi
 */
export interface PayAction extends PayWebhook {
  /** How the payment ended, such as `success` or `caller-hung-up`: {@link PayResult} has all values. */
  readonly Result?: PayResult;
  /** Token of the payment. */
  readonly PaymentToken?: string;
  /** ID of the profile. */
  readonly ProfileId?: string;
  /** Confirmation code of the payment. */
  readonly PaymentConfirmationCode?: string;
  /** Number of the bank account. Keep it out of logs: SignalWire does not document whether it is masked. */
  readonly BankAccountNumber?: string;
  /** Routing number of the bank. */
  readonly BankRoutingNumber?: string;
  /** Error of the payment. */
  readonly PaymentError?: string;
  /** Code of the error. */
  readonly PayErrorCode?: string;
  /** Error of the payment connector. */
  readonly ConnectorError?: string;
}

/**
 * `For`: the step of a payment that is reported.
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
  /** Step of the payment, such as `security-code`: {@link PayStep} has all values. */
  readonly For?: PayStep;
  /** Number of the attempt: an integer. Read it with `readInteger`. */
  readonly Attempt?: string;
  /** Error of the step, such as `invalid-date`: {@link PayErrorType} has all values. */
  readonly ErrorType?: PayErrorType;
}

/**
 * Asks your payment processor to charge or to tokenize: the `paymentConnectorUrl` of `<Pay>`. JSON. Keep the payload out of logs,
 * because it contains the caller's card data in clear. SignalWire documents the names of the fields, but not their types.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayConnectorRequest {
  /** ID of the transaction. */
  readonly transaction_id?: string;
  /** Method. SignalWire documents no values. */
  readonly method?: string;
  /** Number of the card. */
  readonly cardnumber?: string;
  /** Card verification value. */
  readonly cvv?: string;
  /** Postal code. */
  readonly postal_code?: string;
  /** Description of the payment. */
  readonly description?: string;
  /** Amount to charge, in the currency of `currency_code`. */
  readonly chargeAmount?: unknown;
  /** Type of the token. */
  readonly token_type?: string;
  /** Month in which the card expires. */
  readonly expiry_month?: unknown;
  /** Year in which the card expires. */
  readonly expiry_year?: unknown;
  /** Code of the currency. */
  readonly currency_code?: string;
  /** Parameters. */
  readonly parameters?: unknown;
}
