import { matchesBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import { decodeForm, type DecodedForm } from './decode-form.js';
import { readBodyKind, readHeader } from './signature-headers.js';
import type { WebhookRequest } from './webhook-request.js';

/** The content that is signed after the URL: the parameters of a form, the bytes of a JSON body, or no bytes. */
export interface AppendedContent {
  readonly form: DecodedForm | undefined;
  readonly signedBody: Buffer;
}

/** One canonicalization variant of the content that is signed after the URL. */
export type CanonicalVariant = Pick<CanonicalParameters, 'bytes'> | CanonicalParameters;

/** Returns the canonicalization variants, the likelier one first. A form with a repeated name has two. */
export function canonicalVariants({
  form,
  signedBody,
}: AppendedContent): readonly [CanonicalVariant, ...CanonicalVariant[]] {
  return form === undefined ? [{ bytes: signedBody }] : canonicalParameters(form);
}

/**
 * Returns the content that SignalWire would have signed after the URL of an unsigned request: the parameters of a form, a JSON
 * body whose hash is not in the URL, or no content.
 */
export function appendedContent(request: WebhookRequest): AppendedContent {
  const body = toBytes(request.body) ?? NO_BYTES;
  if (body.length === 0) return { form: undefined, signedBody: NO_BYTES };
  if (readBodyKind(readHeader(request.headers, 'content-type')) === 'form')
    return { form: decodeForm(body), signedBody: body };
  return { form: undefined, signedBody: matchesBodySha256(request.url, body) ? NO_BYTES : body };
}

/** Returns the canonical bytes that SignalWire would have signed after the URL of an unsigned request. */
export function canonicalContent(request: WebhookRequest): Uint8Array {
  return canonicalVariants(appendedContent(request))[0].bytes;
}

/** One canonicalization variant of a form: the parameters for the handler, and the signed bytes. */
export interface CanonicalParameters {
  readonly form: DecodedForm;
  /** The parameters for the handler, in their order; `undefined` means all parameters as submitted. */
  readonly indexes?: readonly number[];
  /** The signed parameters, sorted by name in byte order. */
  readonly sorted: readonly number[];
  /** The concatenated names and values of `sorted`. */
  readonly bytes: Buffer;
}

/**
 * Returns the canonicalization variants of a form. In the first variant, the values of one name keep their order, as SignalWire's
 * SDKs sign them. If a name repeats, there is a second variant: equal pairs count once, and the values of one name are sorted, as
 * Twilio's SDKs sign them. No captured request shows which variant the platform uses.
 */
export function canonicalParameters(
  form: DecodedForm,
): readonly [CanonicalParameters, ...CanonicalParameters[]] {
  const known = orders[form.size];
  if (known !== undefined && isAscending(form, known)) return [inOrder(form, known)];
  const sorted = sortByName(form);
  if (!isAscending(form, sorted)) return [inOrder(form, sorted), deduplicated(form, sorted)];
  if (form.size <= FEW) orders[form.size] = sorted;
  return [inOrder(form, sorted)];
}

/**
 * The sorted indexes of the last form of each size up to {@link FEW}. SignalWire sends the parameters of one kind in one order, so comparing
 * neighbors replaces sorting. The list contains nothing of a request but the order of its parameters.
 */
const orders: (readonly number[] | undefined)[] = [];

/** Whether each name is greater than the one before it in byte order, so that no name repeats. */
function isAscending(form: DecodedForm, order: readonly number[]): boolean {
  for (let place = 1; place < order.length; place++) {
    if (form.compareNames(order[place] as number, order[place - 1] as number) <= 0) return false;
  }
  return true;
}

function inOrder(form: DecodedForm, sorted: readonly number[]): CanonicalParameters {
  return { form, sorted, bytes: form.concatenate(sorted) };
}

function sortByName(form: DecodedForm): number[] {
  if (form.size > FEW) return form.indexes().sort((a, b) => form.compareNames(a, b));
  const sorted: number[] = [];
  for (let index = 0; index < form.size; index++) insertByName(form, sorted, index);
  return sorted;
}

/** Inserts by binary search, after equal names. For a form of the usual size, this takes a third of the time of `sort()`. */
function insertByName(form: DecodedForm, sorted: number[], index: number): void {
  let place = 0;
  let end = sorted.length;
  while (place < end) {
    const middle = (place + end) >>> 1;
    if (form.compareNames(sorted[middle] as number, index) > 0) end = middle;
    else place = middle + 1;
  }
  for (let each = sorted.length; each > place; each--) sorted[each] = sorted[each - 1] as number;
  sorted[place] = index;
}

/** Above this size `sort()` is used, because the time of the insertions grows with the square of the size. */
const FEW = 64;

function deduplicated(form: DecodedForm, sortedByName: readonly number[]): CanonicalParameters {
  const sorted = [...sortedByName].sort((a, b) => form.compareNames(a, b) || form.compareValues(a, b));
  const indexes = sorted.filter((each, place) => place === 0 || !isSamePair(form, each, sorted[place - 1]));
  return { form, indexes, sorted: indexes, bytes: form.concatenate(indexes) };
}

function isSamePair(form: DecodedForm, a: number, b: number | undefined): boolean {
  return b !== undefined && form.compareNames(a, b) === 0 && form.compareValues(a, b) === 0;
}
