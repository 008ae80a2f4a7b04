import { timingSafeEqual } from 'node:crypto';

import { type CanonicalReading, canonicalReadings } from './canonical-content.js';
import type { CanonicalParameters } from './canonical-parameters.js';
import { computeDigest } from './compute-digest.js';
import type { ParsedSignature } from './parse-signature.js';
import type { SignatureRejection } from './webhook-request.js';
import { otherUrlForms } from './url-variants.js';
import { isUsableKey } from './usable-key.js';

/** The canonical string that matched: which key, which form of the URL, and what was signed after it. */
export interface SignatureMatch {
  readonly keyIndex: number;
  readonly url: string;
  readonly signedBytes: Buffer;
  /** The reading of a form that was signed. */
  readonly parameters: CanonicalParameters | undefined;
}

/** Tries the keys in their order: the URL as it is first, and its other forms only if no key matches. */
export function matchSignature(
  parsed: ParsedSignature,
  url: string,
  keys: readonly string[],
): SignatureMatch | SignatureRejection {
  const readings = canonicalReadings(parsed);
  if (parsed.form !== undefined && readings[0].bytes.length === 0) return BODY_NOT_SIGNED;
  const match = tryUrl(parsed, keys, url, readings);
  if (match) return match;
  for (const other of otherUrlForms(url, parsed.signatureFormat)) {
    const otherMatch = tryUrl(parsed, keys, other, readings);
    if (otherMatch) return otherMatch;
  }
  return MISMATCH;
}

function tryUrl(
  { algorithm, digest }: ParsedSignature,
  keys: readonly string[],
  url: string,
  readings: readonly CanonicalReading[],
): SignatureMatch | undefined {
  for (let keyIndex = 0; keyIndex < keys.length; keyIndex++) {
    const key = keys[keyIndex];
    if (!isUsableKey(key)) continue;
    for (const reading of readings) {
      if (!isSameDigest(digest, computeDigest(algorithm, key, url, reading.bytes))) continue;
      const parameters = 'form' in reading ? reading : undefined;
      return { keyIndex, url, signedBytes: reading.bytes, parameters };
    }
  }
  return undefined;
}

/** In constant time; the length is that of the algorithm, and no secret. */
function isSameDigest(claimed: Buffer, expected: Buffer): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

const BODY_NOT_SIGNED: SignatureRejection = Object.freeze({ verified: false, reason: 'body-not-signed' });
const MISMATCH: SignatureRejection = Object.freeze({ verified: false, reason: 'signature-mismatch' });
