/** What the diagnosis takes of `lib/signature/`: it tries what the verifier would, and imports nothing else. */
import { timingSafeEqual } from 'node:crypto';

import { decodeForm } from '../signature/internal.js';

export type {
  SignatureAlgorithm,
  SignatureRefusal,
  SignatureScheme,
  SignedRequest,
  SigningKeyKind,
} from '../signature/index.js';
export { verifySignature } from '../signature/index.js';
export {
  type BodyKind,
  headerText,
  isUsableKey,
  looksLikeJsonObject,
  maskCredentials,
  maskUrl,
  NO_BYTES,
  otherPort,
  otherUrlForms,
  readBodyKind,
  readBodySha256,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
  shownNameOf,
  toBytes,
} from '../signature/internal.js';

export type FormPair = readonly [name: string, value: string];

/** The parameters as pairs of strings, to change them; none if there are too many. */
export function parseForm(body: Uint8Array | string): FormPair[] {
  const form = decodeForm(typeof body === 'string' ? Buffer.from(body) : body);
  return form ? form.indexes().map((index) => [form.name(index), form.value(index)] as const) : [];
}

/** So many separators are never too many parameters; more are, unless nothing stands between them. */
const FEW_SEPARATORS = 9_999;
const AMPERSAND = 0x26;

export function hasTooManyParameters(body: Uint8Array): boolean {
  let separators = 0;
  for (let at = body.indexOf(AMPERSAND); at >= 0; at = body.indexOf(AMPERSAND, at + 1)) {
    if (++separators > FEW_SEPARATORS) return decodeForm(body) === undefined;
  }
  return false;
}

/** The signed forms of changed parameters: one, or two where a name repeats. */
export function canonicalParameters(pairs: readonly FormPair[]): string[] {
  const compare = pairs.every(([name, value]) => isInOneOrder(name) && isInOneOrder(value))
    ? compareUnits
    : compareBytes;
  const sorted = [...pairs].sort(([a], [b]) => compare(a, b));
  const repeats = sorted.some(([name], index) => index > 0 && name === sorted[index - 1]?.[0]);
  return repeats
    ? [sorted.flat().join(''), withoutDuplicates(sorted, compare).flat().join('')]
    : [sorted.flat().join('')];
}

type Compare = (a: string, b: string) => number;

function withoutDuplicates(pairs: readonly FormPair[], compare: Compare): FormPair[] {
  return [...pairs]
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .filter(([name, value], index, all) => name !== all[index - 1]?.[0] || value !== all[index - 1]?.[1]);
}

/** Below the surrogates UTF-16 sorts as UTF-8 does. */
function isInOneOrder(text: string): boolean {
  return !/[\ud800-\uffff]/.test(text);
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function equalInConstantTime(claimed: Buffer, expected: string): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, Buffer.from(expected, 'latin1'));
}
