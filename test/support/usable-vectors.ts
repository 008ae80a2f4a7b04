import { createHmac } from 'node:crypto';

import { findKeyMisconfiguration } from '../../lib/signature/find-key-misconfiguration.js';
import { type SigningVector, urlToVerify } from './vectors.js';

const USABLE_KEY = 'PSK_inPlaceOfAShortKeyInTests';

/**
 * The vector with a key that the module's options take. Where its own is rejected, each signature is made again over the same
 * string; a signature that no such string explains is wrong on purpose, and stays.
 */
export function withUsableKey(vector: SigningVector): SigningVector {
  if (findKeyMisconfiguration(vector.signingKey) === undefined) return vector;
  const headers = Object.entries(vector.headers).map(([name, value]) => [name, signAgain(vector, value)]);
  return {
    ...vector,
    signingKey: USABLE_KEY,
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}

function signAgain(vector: SigningVector, value: string): string {
  for (const text of stringsToSign(vector)) {
    for (const algorithm of ['sha1', 'sha256']) {
      for (const encoding of ['base64', 'hex'] as const) {
        const sign = (key: string) => createHmac(algorithm, key).update(text).digest(encoding);
        if (sign(vector.signingKey) === value) return sign(USABLE_KEY);
      }
    }
  }
  return value;
}

/** Whatever a sender may have signed, rightly or wrongly. */
function stringsToSign(vector: SigningVector): string[] {
  const { url, body } = vector;
  const urls = [url, urlToVerify(vector), vector.publicUrl ?? url].flatMap((each) => [
    each,
    each.replace(/\?.*/, ''),
    each.replace(/\/\/[^/]*@/, '//'),
  ]);
  const withPorts = urls.flatMap((each) => [
    each,
    each.replace(/^([^/]+\/\/[^/:?@]*(?::[^/@]*@[^/:?]*)?):\d+/, '$1'),
    each.replace(/^(https:\/\/[^/?]*)/i, '$1:443'),
    each.replace(/^(http:\/\/[^/?]*)/i, '$1:80'),
  ]);
  return [...new Set(withPorts)].flatMap((each) => suffixes(body).map((suffix) => each + suffix));
}

function suffixes(body: string): string[] {
  const pairs = [...new URLSearchParams(body)];
  const byName = [...pairs].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const sorted = [...new Set(pairs.map((pair) => pair.join('\0')))].sort();
  return ['', body, byName.flat().join(''), sorted.join('').replaceAll('\0', '')];
}
