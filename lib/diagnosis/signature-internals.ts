/** The parts of `lib/signature/` that the diagnosis uses. It imports no other part, and tries the same steps as the verifier. */
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
  splitUrl as splitOrigin,
  toBytes,
} from '../signature/internal.js';

export type FormPair = readonly [name: string, value: string];

/** Returns the parameters as pairs of strings, or an empty list if there are too many. */
export function parseForm(body: Uint8Array | string): FormPair[] {
  const form = decodeForm(typeof body === 'string' ? Buffer.from(body) : body);
  return form ? form.indexes().map((index) => [form.name(index), form.value(index)] as const) : [];
}

/** Up to this number of separators, a form never has too many parameters. With more, only empty parameters can keep it below the limit. */
const FEW_SEPARATORS = 9_999;
const AMPERSAND = 0x26;

export function hasTooManyParameters(body: Uint8Array): boolean {
  let separators = 0;
  for (let at = body.indexOf(AMPERSAND); at >= 0; at = body.indexOf(AMPERSAND, at + 1)) {
    if (++separators > FEW_SEPARATORS) return decodeForm(body) === undefined;
  }
  return false;
}

/** Returns the canonicalization variants of changed parameters: one, or two if a name repeats. */
export function canonicalVariants(pairs: readonly FormPair[]): Buffer[] {
  return canonicalParameters(DecodedForm.of(pairs)).map(({ bytes }) => bytes);
}

export function equalInConstantTime(received: Buffer, expected: string): boolean {
  return received.length === expected.length && timingSafeEqual(received, Buffer.from(expected, 'latin1'));
}
