import { matchSignature } from './match-signature.js';
import { parseSignature } from './parse-signature.js';
import type { SignatureVerificationResult, WebhookRequest } from './webhook-request.js';
import { isUsableKey } from './usable-key.js';

/**
 * Verifies that SignalWire signed the request with one of the keys. Pure, and it never throws on what a caller
 * sent. A blank key never verifies anything.
 *
 * For JSON requests the body's form is checked only at its two ends; parse it whole before you use it.
 *
 * @param request what was received, with the URL as it is configured at SignalWire
 * @param signingKeys the project's signing key, or several in the order in which they are tried
 * @see the guide "Webhook security" of SignalWire's documentation
 *
 * @example
 * ```ts
 * const verdict = verifySignature({ method, url: 'https://example.com/voice', headers, body }, signingKey);
 * if (!verdict.verified) return new Response('Forbidden', { status: 403 });
 * ```
 *
 * @publicApi
 */
export function verifySignature(
  request: WebhookRequest,
  signingKeys: string | readonly string[],
): SignatureVerificationResult {
  const keys = typeof signingKeys === 'string' ? [signingKeys] : signingKeys;
  if (!Array.isArray(keys) || !keys.some(isUsableKey)) return { verified: false, reason: 'no-signing-key' };
  const parsed = parseSignature(request);
  if ('reason' in parsed) return parsed;
  const match = matchSignature(parsed, request.url, keys);
  if ('reason' in match) return match;
  const { signatureFormat, algorithm } = parsed;
  return { verified: true, signatureFormat, algorithm, keyIndex: match.keyIndex, url: match.url };
}
