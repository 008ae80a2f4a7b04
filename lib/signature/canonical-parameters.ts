import type { DecodedForm } from './decode-form.js';

/** One reading of a form's parameters: what the handler gets, and the bytes that were signed for it. */
export interface CanonicalParameters {
  readonly form: DecodedForm;
  /** The parameters that count, in the order in which the handler gets them; all of them as submitted, if absent. */
  readonly indexes?: readonly number[];
  /** The parameters that count, in the order in which they were signed: by name, in byte order. */
  readonly sorted: readonly number[];
  /** Their names and values, each appended to the one before. */
  readonly bytes: Buffer;
}

/**
 * The readings of a form of which one was signed. The first is what was submitted: the values of one name keep their
 * order, as SignalWire's SDKs sign them. Where a name repeats there is a second: equal pairs once, and the values of one
 * name sorted, as Twilio's SDKs sign them. No captured request shows which of the two the platform does.
 */
export function canonicalParameters(
  form: DecodedForm,
): readonly [CanonicalParameters, ...CanonicalParameters[]] {
  const sorted = sortByName(form);
  const submitted = { form, sorted, bytes: form.concatenate(sorted) };
  return hasRepeatedName(form, sorted) ? [submitted, deduplicated(form, sorted)] : [submitted];
}

function sortByName(form: DecodedForm): number[] {
  if (form.size > FEW) return form.indexes().sort((a, b) => form.compareNames(a, b));
  const sorted: number[] = [];
  for (let index = 0; index < form.size; index++) insertByName(form, sorted, index);
  return sorted;
}

/** Binary insertion, after equal names: a form of the usual size takes a third of the engine's sort. */
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

/** Moving the later ones grows with the square of their number. */
const FEW = 64;

function deduplicated(form: DecodedForm, sortedByName: readonly number[]): CanonicalParameters {
  const sorted = [...sortedByName].sort((a, b) => form.compareNames(a, b) || form.compareValues(a, b));
  const indexes = sorted.filter((each, place) => place === 0 || !isSamePair(form, each, sorted[place - 1]));
  return { form, indexes, sorted: indexes, bytes: form.concatenate(indexes) };
}

function hasRepeatedName(form: DecodedForm, sorted: readonly number[]): boolean {
  for (let place = 1; place < sorted.length; place++) {
    if (form.compareNames(sorted[place] as number, sorted[place - 1] as number) === 0) return true;
  }
  return false;
}

function isSamePair(form: DecodedForm, a: number, b: number | undefined): boolean {
  return b !== undefined && form.compareNames(a, b) === 0 && form.compareValues(a, b) === 0;
}
