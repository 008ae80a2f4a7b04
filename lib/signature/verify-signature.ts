import { isUsableKey, matchSignature } from './match-signature.js';
import { parseSignature } from './parse-signature.js';
import type { SignatureVerificationResult, WebhookRequest } from './webhook-request.js';

/**
 * Verifies that SignalWire signed the request with one of the keys. The function is pure, never throws on untrusted input, and
 * ignores blank keys.
 *
 * Of a JSON body only the first and the last character are checked. Parse the whole body before you use it.
 *
 * @param request the received request, with the webhook URL as configured at SignalWire
 * @param signingKeys the project's signing key, or a list of keys in the order in which they are tried
 * @returns the verification result
 * @see the guide "Webhook security" of SignalWire's documentation
 *
 * @example
 * ```ts
 * const result = verifySignature({ method, url: 'https://example.com/voice', headers, body }, signingKey);
 * if (!result.verified) return new Response('Forbidden', { status: 403 });
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
