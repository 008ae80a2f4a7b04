import { toBytes } from './body.js';
import { canonicalParameters } from './canonical.js';
import { readClaim, type SignatureClaim } from './claim.js';
import { parseForm } from './form.js';
import { equalInConstantTime, hmac } from './hmac.js';
import { isUsableKey } from './signing-key.js';
import type { SignatureRefusal, SignatureVerdict, SignedRequest } from './signed-request.js';
import { otherSignedUrls } from './signed-urls.js';

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
  request: SignedRequest,
  signingKeys: string | readonly string[],
): SignatureVerdict {
  const keys = Array.isArray(signingKeys) ? (signingKeys as readonly string[]) : [signingKeys as string];
  if (!keys.some(isUsableKey)) return refuse('no-signing-key');
  const claim = readClaim(request);
  return typeof claim === 'string' ? refuse(claim) : verifyClaim(claim, request, keys);
}

/** The second half of {@link verifySignature}, for callers who need the claim before they have the keys. */
export function verifyClaim(
  claim: SignatureClaim,
  request: SignedRequest,
  keys: readonly string[],
): SignatureVerdict {
  const signedParts = readSignedParts(claim, toBytes(request.body));
  if (claim.covers === 'parameters' && signedParts[0] === '') return refuse('body-not-signed');
  return (
    tryKeys(claim, keys, [request.url], signedParts) ??
    tryKeys(claim, keys, otherSignedUrls(request.url, claim.scheme), signedParts) ??
    refuse('signature-mismatch')
  );
}

function readSignedParts(claim: SignatureClaim, body: Uint8Array): readonly (string | Uint8Array)[] {
  if (claim.covers === 'parameters') return canonicalParameters(parseForm(body));
  return claim.covers === 'raw-body' ? [body] : [''];
}

function tryKeys(
  claim: SignatureClaim,
  keys: readonly string[],
  urls: readonly string[],
  signedParts: readonly (string | Uint8Array)[],
): SignatureVerdict | undefined {
  const claimed = Buffer.from(claim.signature, 'latin1');
  for (const [keyIndex, key] of keys.entries()) {
    if (!isUsableKey(key)) continue;
    for (const url of urls) {
      for (const part of signedParts) {
        if (equalInConstantTime(claimed, hmac(claim, key, url, part))) {
          return { verified: true, scheme: claim.scheme, algorithm: claim.algorithm, keyIndex, url };
        }
      }
    }
  }
  return undefined;
}

function refuse(reason: SignatureRefusal): SignatureVerdict {
  return { verified: false, reason };
}
