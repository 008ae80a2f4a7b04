import {
  type SignatureVerificationResult,
  type WebhookRequest,
  verifySignature,
} from '../../signature/index.js';
import { parseJsonObject, readBodyKind, readHeader, toBytes } from '../../signature/internal.js';

/**
 * Verifies a request as the guard does: signed JSON that is not one object is rejected, because a part of the path could have
 * been moved into the body.
 */
export function verifyWebhook(
  request: WebhookRequest,
  signingKeys: readonly string[],
): SignatureVerificationResult {
  const result = verifySignature(request, signingKeys);
  const body = toBytes(request.body);
  const isJson = readBodyKind(readHeader(request.headers, 'content-type')) === 'json';
  if (!result.verified || !isJson || !body?.length || parseJsonObject(body)) return result;
  return { verified: false, reason: 'malformed-body' };
}
