import type { OpenEnum } from './types.js';

/**
 * `FaxStatus`: the state of the fax.
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
 * What every cXML fax request may carry.
 *
 * Source: cXML fax overview.
 *
 * @publicApi
 */
export interface FaxWebhook {
  /** The id of the project. */
  readonly AccountSid?: string;
  readonly ApiVersion?: string;
  readonly FaxSid?: string;
  readonly From?: string;
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
 * Source: cXML `<Receive>`; guide to the callback of an inbound fax.
 *
 * @publicApi
 */
export interface ReceiveFaxAction extends FaxWebhook {
  readonly FaxStatus?: FaxStatus;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
  readonly MediaSid?: string;
  readonly MediaUrl?: string;
  /** An integer. */
  readonly NumPages?: string;
  readonly RemoteStationId?: string;
  /** ISO 8601. */
  readonly Timestamp?: string;
}

/**
 * Reports the status of an outbound fax: the `StatusCallback` of the Faxes API.
 *
 * Source: cXML fax overview.
 *
 * @publicApi
 */
export interface FaxStatusCallback extends ReceiveFaxAction {
  readonly OriginalMediaUrl?: string;
}
