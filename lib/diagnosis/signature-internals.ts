/** What the diagnosis takes of `lib/signature/`: it tries what the verifier would, and imports nothing else. */
import { createHmac, timingSafeEqual } from 'node:crypto';

import type { SignatureAlgorithm } from '../signature/index.js';
import { type BodyKind, decodeForm, readBodyKind as kindOf, readHeader } from '../signature/internal.js';
import type { SignedRequest } from '../signature/index.js';

export type {
  SignatureAlgorithm,
  SignatureRefusal,
  SignatureScheme,
  SignedRequest,
} from '../signature/index.js';
export { verifySignature } from '../signature/index.js';
export {
  isUsableKey,
  looksLikeJsonObject,
  matchesBodySha256,
  otherUrlForms as otherSignedUrls,
  readBodySha256,
  readHeader,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
  toBytes,
} from '../signature/internal.js';
export type { BodyKind };

export type FormPair = readonly [name: string, value: string];
export type SignatureEncoding = 'base64' | 'hex';

export interface HmacFormat {
  readonly algorithm: SignatureAlgorithm;
  readonly encoding: SignatureEncoding;
}

export function readBodyKind(headers: SignedRequest['headers']): BodyKind {
  return kindOf(readHeader(headers, 'content-type'));
}

/** The parameters as pairs of strings, to change them; none if there are too many. */
export function parseForm(body: Uint8Array | string): FormPair[] {
  const form = decodeForm(typeof body === 'string' ? Buffer.from(body) : body);
  return form ? form.indexes().map((index) => [form.name(index), form.value(index)] as const) : [];
}

export function hasTooManyParameters(body: Uint8Array): boolean {
  return decodeForm(body) === undefined;
}

/** The signed forms of changed parameters: one, or two where a name repeats. */
export function canonicalParameters(pairs: readonly FormPair[]): string[] {
  const sorted = [...pairs].sort(([a], [b]) => compareBytes(a, b));
  const repeats = sorted.some(([name], index) => index > 0 && name === sorted[index - 1]?.[0]);
  return repeats
    ? [sorted.flat().join(''), withoutDuplicates(sorted).flat().join('')]
    : [sorted.flat().join('')];
}

function withoutDuplicates(pairs: readonly FormPair[]): FormPair[] {
  return [...pairs]
    .sort(([a, x], [b, y]) => compareBytes(a, b) || compareBytes(x, y))
    .filter(([name, value], index, all) => name !== all[index - 1]?.[0] || value !== all[index - 1]?.[1]);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function hmac(
  { algorithm, encoding }: HmacFormat,
  key: string,
  url: string,
  rest: string | Uint8Array,
): string {
  return createHmac(algorithm, key).update(url).update(rest).digest(encoding);
}

export function equalInConstantTime(claimed: Buffer, expected: string): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, Buffer.from(expected, 'latin1'));
}
