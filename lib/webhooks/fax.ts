import type { OpenEnum } from './types.js';

/**
 * `FaxStatus`: the state of the fax. `delivered`, `received`, `no-answer`, `busy`, `failed` and `canceled` are final.
 *
 * @publicApi
 */
export type FaxStatus = OpenEnum<
  | 'queued'
  | 'processing'
  | 'sending'
  | 'delivered'
  | 'receiving'
  | 'received'
  | 'no-answer'
  | 'busy'
  | 'failed'
  | 'canceled'
>;

/**
 * The fields that any cXML fax request may carry.
 *
 * Source: cXML fax overview.
 *
 * @publicApi
 */
export interface FaxWebhook {
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** Version of the API, such as `v1`. */
  readonly ApiVersion?: string;
  /** ID of the fax: a UUID. */
  readonly FaxSid?: string;
  /** Sender, such as an E.164 number. */
  readonly From?: string;
  /** Recipient, such as an E.164 number. */
  readonly To?: string;
}

/**
 * Asks whether to receive an inbound fax: the URL of a phone number.
 *
 * Source: cXML fax overview.
 *
 * @publicApi
 */
export type InboundFax = FaxWebhook;

/**
 * Reports the outcome of an inbound fax: the `action` of `<Receive>`.
 *
 * Source: cXML `<Receive>`; guide to the callback of an inbound fax (`MediaSid`, `Timestamp`).
 *
 * @example
 * ```ts
 * @Post('fax/received')
 * received(@WebhookPayload() fax: ReceiveFaxAction) {
 *   if (fax.FaxStatus === 'received') download(fax.MediaUrl, readInteger(fax.NumPages));
 * }
 * ```
 *
 * @publicApi
 */
export interface ReceiveFaxAction extends FaxWebhook {
  /** State of the fax, such as `received`, `delivered` or `failed`: {@link FaxStatus} has all values. */
  readonly FaxStatus?: FaxStatus;
  /** Error code. */
  readonly ErrorCode?: string;
  /** Error message. */
  readonly ErrorMessage?: string;
  /** ID of the fax document: a UUID. */
  readonly MediaSid?: string;
  /** URL of the fax document, such as `https://files.signalwire.com/…pdf`. */
  readonly MediaUrl?: string;
  /** Number of pages. Read it with `readInteger`. */
  readonly NumPages?: string;
  /** ID of the remote station, such as an E.164 number. */
  readonly RemoteStationId?: string;
  /** Time of the event in ISO 8601, in UTC: `2022-01-13T21:54:46Z`. Read it with `readTimestamp`. */
  readonly Timestamp?: string;
}

/**
 * Reports the status of an outbound fax: the `StatusCallback` of the Faxes API. It is always a POST.
 *
 * Source: cXML fax overview.
 *
 * @example
 * ```ts
 * @Post('fax/status')
 * status(@WebhookPayload() fax: FaxStatusCallback) {
 *   if (fax.FaxStatus === 'failed') report(fax.FaxSid, fax.ErrorCode);
 * }
 * ```
 *
 * @publicApi
 */
export interface FaxStatusCallback extends ReceiveFaxAction {
  /** URL of the original media. Outbound faxes only. */
  readonly OriginalMediaUrl?: string;
}
