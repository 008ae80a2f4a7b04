import type { SignatureRejectionReason, SignatureVerified, WebhookPayloadData } from './webhook-request.js';

/**
 * Reason of a rejection by {@link verifyRequest}: a {@link SignatureRejectionReason}, or one of these. It is for the operator's log
 * only; do not send it to the caller.
 *
 * - `unexpected-method`: `methods` does not include the HTTP method.
 * - `unexpected-content`: `content` does not include the signed content.
 * - `malformed-target`: the request's URL is not an absolute http(s) URL, or contains a fragment.
 * - `body-too-large`: the body has more than `maxBodyBytes` bytes.
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
 * Result for a verified request, with its payload.
 *
 * @publicApi
 */
export interface RequestVerified extends SignatureVerified {
  /** Payload, decoded from the verified bytes: the form parameters, the JSON object, or the query parameters of a GET. */
  readonly payload: WebhookPayloadData;
}

/**
 * The rejection of a request.
 *
 * @publicApi
 */
export interface RequestRejection {
  /** Always `false`. */
  readonly verified: false;
  /** Reason of the rejection. Do not send it to the caller: it would help an attacker. */
  readonly reason: RequestRejectionReason;
}

/**
 * Result of {@link verifyRequest}: the data of a verified request, or the reason of the rejection.
 *
 * @publicApi
 */
export type RequestVerificationResult = RequestVerified | RequestRejection;

export function rejectRequest(reason: RequestRejectionReason): RequestRejection {
  return { verified: false, reason };
}
