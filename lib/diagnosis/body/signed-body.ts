import type { SignatureFormat } from '../../signature/index.js';
import { canonicalParameters, decodeForm, DecodedForm } from '../../signature/internal.js';

export type FormPair = readonly [name: string, value: string];

/** A body that may have been signed. */
export type SignedBody =
  | { readonly kind: 'form'; readonly pairs: readonly FormPair[]; readonly bytes?: Buffer }
  | { readonly kind: 'json'; readonly bytes: Buffer }
  /** Appended to the URL unchanged, in the cXML signature format. */
  | { readonly kind: 'text'; readonly text: string }
  /** Neither a form nor JSON, so it is never signed. */
  | { readonly kind: 'other'; readonly bytes: Buffer };

/** Bytes that are hashed after the URL. */
export interface SignedPart {
  readonly signatureFormat: SignatureFormat;
  readonly bytes: Buffer;
}

const AMPERSAND = 0x26;
/** Up to this number of separators, a form never has too many parameters. With more, only empty parameters can keep it below the limit. */
const FEW_SEPARATORS = 9_999;
const BYTES_OF_ONE_PAIR = 64;

export const URL_ALONE: SignedBody = { kind: 'text', text: '' };

/** Returns the parameters as pairs of strings, or an empty list if there are too many. */
export function parseForm(body: Uint8Array | string): FormPair[] {
  const form = decodeForm(typeof body === 'string' ? Buffer.from(body) : body);
  return form ? form.indexes().map((index) => [form.name(index), form.value(index)] as const) : [];
}

export function hasTooManyParameters(body: Uint8Array): boolean {
  let separators = 0;
  for (let at = body.indexOf(AMPERSAND); at >= 0; at = body.indexOf(AMPERSAND, at + 1)) {
    if (++separators > FEW_SEPARATORS) return decodeForm(body) === undefined;
  }
  return false;
}

/** Returns the maximum number of bytes that parsing a form needs; `undefined` if the form has too many parameters. */
export function costOfForm(bytes: Buffer): number | undefined {
  if (hasTooManyParameters(bytes)) return undefined;
  let pairs = 1;
  for (let at = bytes.indexOf(AMPERSAND); at >= 0; at = bytes.indexOf(AMPERSAND, at + 1)) pairs++;
  return bytes.length + BYTES_OF_ONE_PAIR * pairs;
}

export function formOf(bytes: Buffer): SignedBody {
  return { kind: 'form', bytes, pairs: parseForm(bytes) };
}

/** Returns the variants of the signed part. */
export function partsOf(body: SignedBody): SignedPart[] {
  if (body.kind === 'form')
    return canonicalParameters(DecodedForm.of(body.pairs)).map(({ bytes }) => cxmlPart(bytes));
  if (body.kind === 'text') return [cxmlPart(Buffer.from(body.text))];
  return body.kind === 'json' ? [{ signatureFormat: 'swml', bytes: body.bytes }] : [];
}

function cxmlPart(bytes: Buffer): SignedPart {
  return { signatureFormat: 'cxml', bytes };
}

/** Returns the approximate number of bytes of a copy. */
export function lengthOf(body: SignedBody): number {
  if (body.kind === 'text') return body.text.length;
  if (body.kind !== 'form') return body.bytes.length;
  const text =
    body.bytes?.length ?? body.pairs.reduce((sum, pair) => sum + pair[0].length + pair[1].length, 0);
  return text + BYTES_OF_ONE_PAIR * body.pairs.length;
}
