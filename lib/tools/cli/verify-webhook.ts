import {
  type SignatureVerificationResult,
  type WebhookRequest,
  verifySignature,
} from '../../signature/index.js';
import { decodePayload } from '../../signature/internal.js';

/**
 * Verifies a request as the guard does: a malformed body is rejected although its signature is valid, because a part of the path
 * could have been moved into it.
 */
export function verifyWebhook(
  request: WebhookRequest,
  signingKeys: readonly string[],
): SignatureVerificationResult {
  const result = verifySignature(request, signingKeys);
  if (!result.verified || decodePayload(request) !== undefined) return result;
  return { verified: false, reason: 'malformed-body' };
}

/** Explains `malformed-body` of a request whose signature is valid. A diagnosis looks at the signature only. */
export function describeMalformedBody({ body }: WebhookRequest): string {
  const what = body?.length ? 'the body is not one JSON object' : 'the query has more than 10,000 parameters';
  return `The signature is valid, but ${what}, so the application rejects the request (malformed-body).`;
}
