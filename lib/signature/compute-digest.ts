import { createHmac } from 'node:crypto';

import type { SignatureAlgorithm } from './webhook-request.js';

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
