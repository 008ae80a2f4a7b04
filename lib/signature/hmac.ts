import { createHmac, timingSafeEqual } from 'node:crypto';

import type { SignatureAlgorithm } from './signed-request.js';

export type SignatureEncoding = 'base64' | 'hex';

export interface HmacFormat {
  readonly algorithm: SignatureAlgorithm;
  readonly encoding: SignatureEncoding;
}

/** The HMAC over the URL followed by what else was signed: the canonical parameters or the raw body. */
export function hmac(
  { algorithm, encoding }: HmacFormat,
  key: string,
  url: string,
  rest: string | Uint8Array,
): string {
  const mac = createHmac(algorithm, key);
  return (typeof rest === 'string' ? mac.update(url + rest) : mac.update(url).update(rest)).digest(encoding);
}

/** Both are ASCII of a length that is no secret. */
export function equalInConstantTime(claimed: Buffer, expected: string): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, Buffer.from(expected, 'latin1'));
}
