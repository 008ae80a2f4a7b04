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
