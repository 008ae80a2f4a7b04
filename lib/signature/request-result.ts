import type { SignatureRejectionReason, SignatureVerified } from './webhook-request.js';
import type { WebhookPayloadData } from './webhook-payload-data.js';

/**
 * Why {@link verifyRequest} rejected a request: one of the reasons of {@link SignatureRejectionReason}, or one of these. For
 * operators' logs only: a caller must not learn it.
 *
 * - `unexpected-method`: the HTTP method is not among `methods`.
 * - `unexpected-content`: what the signature covers is not among `content`.
 * - `malformed-target`: the request's URL is not an absolute http(s) URL, or holds a fragment.
 * - `body-too-large`: more than `maxBodyBytes`.
 * - `unreadable-body`: the body ended with an error, such as a closed connection.
 *
 * @publicApi
 */
export type RequestRejectionReason =
  | SignatureRejectionReason
  | 'unexpected-method'
  | 'unexpected-content'
  | 'malformed-target'
  | 'body-too-large'
  | 'unreadable-body';

/**
 * The signature is right, and this is what was signed.
 *
 * @publicApi
 */
export interface RequestVerified extends SignatureVerified {
  /** Decoded from the verified bytes: a form's parameters, the JSON object, or the parameters of a GET's query. */
  readonly payload: WebhookPayloadData;
}

/**
 * The request is not one that SignalWire signed for this URL.
 *
 * @publicApi
 */
export interface RequestRejection {
  readonly verified: false;
  readonly reason: RequestRejectionReason;
}

/**
 * What {@link verifyRequest} found: the payload and what else is known, or the reason why not.
 *
 * @publicApi
 */
export type RequestVerificationResult = RequestVerified | RequestRejection;

export function rejectRequest(reason: RequestRejectionReason): RequestRejection {
  return { verified: false, reason };
}
