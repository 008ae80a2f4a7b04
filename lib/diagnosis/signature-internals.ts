/** What the diagnosis takes of `lib/signature/`: it tries what the verifier would, and imports nothing else. */
import { timingSafeEqual } from 'node:crypto';

import { canonicalParameters, decodeForm, DecodedForm } from '../signature/internal.js';

export type {
  SignatureAlgorithm,
  SignatureRejectionReason,
  SignatureFormat,
  WebhookRequest,
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
  otherUrlVariants,
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

/** What may be signed for changed parameters: one reading, or two if a name repeats. */
export function canonicalVariants(pairs: readonly FormPair[]): Buffer[] {
  return canonicalParameters(DecodedForm.of(pairs)).map(({ bytes }) => bytes);
}

export function equalInConstantTime(claimed: Buffer, expected: string): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, Buffer.from(expected, 'latin1'));
}
