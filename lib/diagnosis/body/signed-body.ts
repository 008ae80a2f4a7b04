import {
  hasTooManyParameters,
  type FormPair,
  canonicalVariants,
  parseForm,
  type SignatureFormat,
} from '../signature-internals.js';

/** What may have been sent as the body when it was signed. */
export type SignedBody =
  | { readonly kind: 'form'; readonly pairs: readonly FormPair[]; readonly bytes?: Buffer }
  | { readonly kind: 'json'; readonly bytes: Buffer }
  /** Appended to the URL as it is, as of a form. */
  | { readonly kind: 'text'; readonly text: string }
  /** Neither a form nor JSON: nothing of it is ever signed. */
  | { readonly kind: 'other'; readonly bytes: Buffer };

/** What is hashed after the URL. */
export interface SignedPart {
  readonly signatureFormat: SignatureFormat;
  readonly bytes: Buffer;
}

const AMPERSAND = 0x26;
const BYTES_OF_ONE_PAIR = 64;

export const URL_ALONE: SignedBody = { kind: 'text', text: '' };

/** The most bytes that parsing a form takes; `undefined` where it holds too many parameters to be read. */
export function costOfForm(bytes: Buffer): number | undefined {
  if (hasTooManyParameters(bytes)) return undefined;
  let pairs = 1;
  for (let at = bytes.indexOf(AMPERSAND); at >= 0; at = bytes.indexOf(AMPERSAND, at + 1)) pairs++;
  return bytes.length + BYTES_OF_ONE_PAIR * pairs;
}

export function formOf(bytes: Buffer): SignedBody {
  return { kind: 'form', bytes, pairs: parseForm(bytes) };
}

/** The parts of which one was signed. */
export function partsOf(body: SignedBody): SignedPart[] {
  if (body.kind === 'form') return canonicalVariants(body.pairs).map(cxmlPart);
  if (body.kind === 'text') return [cxmlPart(Buffer.from(body.text))];
  return body.kind === 'json' ? [{ signatureFormat: 'swml', bytes: body.bytes }] : [];
}

function cxmlPart(bytes: Buffer): SignedPart {
  return { signatureFormat: 'cxml', bytes };
}

/** About the bytes that a copy of it takes. */
export function lengthOf(body: SignedBody): number {
  if (body.kind === 'text') return body.text.length;
  if (body.kind !== 'form') return body.bytes.length;
  const text =
    body.bytes?.length ?? body.pairs.reduce((sum, pair) => sum + pair[0].length + pair[1].length, 0);
  return text + BYTES_OF_ONE_PAIR * body.pairs.length;
}
