import {
  hasTooManyParameters,
  type FormPair,
  canonicalVariants,
  parseForm,
  type SignatureFormat,
} from '../signature-internals.js';

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
const BYTES_OF_ONE_PAIR = 64;

export const URL_ALONE: SignedBody = { kind: 'text', text: '' };

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
  if (body.kind === 'form') return canonicalVariants(body.pairs).map(cxmlPart);
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
