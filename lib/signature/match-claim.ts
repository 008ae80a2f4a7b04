import { timingSafeEqual } from 'node:crypto';

import { type CanonicalParameters, canonicalParameters } from './canonical-parameters.js';
import { computeDigest } from './compute-digest.js';
import type { SignatureClaim } from './read-claim.js';
import type { SignatureRefused } from './signed-request.js';
import { otherUrlForms } from './url-forms.js';
import { isUsableKey } from './usable-key.js';

/** The canonical string that matched: which key, which form of the URL, and what was signed after it. */
export interface SignatureMatch {
  readonly keyIndex: number;
  readonly url: string;
  readonly signedBytes: Buffer;
  /** The reading of a form that was signed. */
  readonly parameters: CanonicalParameters | undefined;
}

/** What may have been signed after the URL. */
type SignedPart = Pick<CanonicalParameters, 'bytes'> | CanonicalParameters;

/** Tries the keys in their order: the URL as it is first, and its other forms only if no key matches. */
export function matchClaim(
  claim: SignatureClaim,
  url: string,
  keys: readonly string[],
): SignatureMatch | SignatureRefused {
  const parts = signedParts(claim);
  if (parts === undefined) return BODY_NOT_SIGNED;
  const match = tryUrl(claim, keys, url, parts);
  if (match) return match;
  for (const other of otherUrlForms(url, claim.scheme)) {
    const otherMatch = tryUrl(claim, keys, other, parts);
    if (otherMatch) return otherMatch;
  }
  return MISMATCH;
}

function signedParts({ form, signedBody }: SignatureClaim): readonly SignedPart[] | undefined {
  if (form === undefined) return [{ bytes: signedBody }];
  const readings = canonicalParameters(form);
  return readings[0].bytes.length === 0 ? undefined : readings;
}

function tryUrl(
  { algorithm, digest }: SignatureClaim,
  keys: readonly string[],
  url: string,
  parts: readonly SignedPart[],
): SignatureMatch | undefined {
  for (let keyIndex = 0; keyIndex < keys.length; keyIndex++) {
    const key = keys[keyIndex];
    if (!isUsableKey(key)) continue;
    for (const part of parts) {
      if (!isSameDigest(digest, computeDigest(algorithm, key, url, part.bytes))) continue;
      return { keyIndex, url, signedBytes: part.bytes, parameters: 'form' in part ? part : undefined };
    }
  }
  return undefined;
}

/** In constant time; the length is that of the algorithm, and no secret. */
function isSameDigest(claimed: Buffer, expected: Buffer): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

const BODY_NOT_SIGNED: SignatureRefused = Object.freeze({ verified: false, reason: 'body-not-signed' });
const MISMATCH: SignatureRefused = Object.freeze({ verified: false, reason: 'signature-mismatch' });
