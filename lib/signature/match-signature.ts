import { createHmac, timingSafeEqual } from 'node:crypto';

import { type CanonicalParameters, type CanonicalVariant, canonicalVariants } from './canonical-content.js';
import type { ParsedSignature } from './parse-signature.js';
import type { SignatureAlgorithm, SignatureRejection } from './webhook-request.js';
import { otherUrlVariants } from './url-variants.js';

/** The canonical string that matched: the key, the URL variant, and the bytes that were signed after the URL. */
export interface SignatureMatch {
  readonly keyIndex: number;
  readonly url: string;
  readonly signedBytes: Buffer;
  /** The canonicalization variant of a form that was signed. */
  readonly parameters: CanonicalParameters | undefined;
}

/** Tries the keys in their order, first with the URL as received, and with its variants only if no key matches. */
export function matchSignature(
  parsed: ParsedSignature,
  url: string,
  keys: readonly string[],
): SignatureMatch | SignatureRejection {
  const variants = canonicalVariants(parsed);
  if (parsed.form !== undefined && variants[0].bytes.length === 0) return BODY_NOT_SIGNED;
  const match = tryUrl(parsed, keys, url, variants);
  if (match) return match;
  for (const other of otherUrlVariants(url, parsed.signatureFormat)) {
    const otherMatch = tryUrl(parsed, keys, other, variants);
    if (otherMatch) return otherMatch;
  }
  return MISMATCH;
}

function tryUrl(
  { algorithm, digest }: ParsedSignature,
  keys: readonly string[],
  url: string,
  variants: readonly CanonicalVariant[],
): SignatureMatch | undefined {
  for (let keyIndex = 0; keyIndex < keys.length; keyIndex++) {
    const key = keys[keyIndex];
    if (!isUsableKey(key)) continue;
    for (const variant of variants) {
      if (!isSameDigest(digest, computeDigest(algorithm, key, url, variant.bytes))) continue;
      const parameters = 'form' in variant ? variant : undefined;
      return { keyIndex, url, signedBytes: variant.bytes, parameters };
    }
  }
  return undefined;
}

/** Whether the key is not blank. Anyone can compute an HMAC with a blank key. */
export function isUsableKey(key: unknown): key is string {
  return typeof key === 'string' && key.trim() !== '';
}

/** Computes the HMAC over the URL followed by the canonical parameters or the raw body. */
export function computeDigest(
  algorithm: SignatureAlgorithm,
  key: string,
  url: string,
  signedBytes: Uint8Array,
): Buffer {
  const text = createHmac(algorithm, key).update(url).update(signedBytes).digest('binary');
  return Buffer.from(text, 'binary');
}

/** Compares in constant time. The length depends only on the algorithm, so it is not secret. */
function isSameDigest(received: Buffer, expected: Buffer): boolean {
  return received.length === expected.length && timingSafeEqual(received, expected);
}

const BODY_NOT_SIGNED: SignatureRejection = Object.freeze({ verified: false, reason: 'body-not-signed' });
const MISMATCH: SignatureRejection = Object.freeze({ verified: false, reason: 'signature-mismatch' });
