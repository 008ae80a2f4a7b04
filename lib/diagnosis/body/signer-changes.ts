import type { Change } from '../candidate.js';
import { sortedBy } from '../sorted-by.js';
import { ofPairs, ofValues } from './body-change.js';
import type { FormPair } from './signed-body.js';

/** Changes by a signer that differs from SignalWire, or by a framework before the parameters are signed again. */
export const SIGNER_CHANGES: readonly Change[] = [
  ofPairs('body-empty-parameters', 3, 'the parameters that have a value', (pairs) =>
    pairs.filter(([, value]) => value !== ''),
  ),
  ofValues('body-white-space', 4, 'the values without the white space around them', (value) => value.trim()),
  ofPairs('body-order', 3, 'the parameters in the order of submission', concatenate),
  ofPairs('body-order', 4, 'the parameters sorted without regard to case', (pairs) =>
    concatenate(sortedBy(pairs, ([name]) => name.toLowerCase())),
  ),
  ofPairs('body-order', 7, 'the parameters sorted by their values', (pairs) =>
    concatenate(sortedBy(pairs, ([, value]) => value)),
  ),
  ofPairs('body-repeats', 3, 'the last of repeated parameters', (pairs) => [...new Map(pairs)]),
  ofPairs('body-repeats', 3, 'the first of repeated parameters', (pairs) => [
    ...new Map([...pairs].reverse()),
  ]),
  ofPairs('body-repeats', 4, 'the values of repeated parameters, with commas between them', (pairs) =>
    mergeRepeats(pairs, ','),
  ),
  ofPairs('body-repeats', 4, 'the values of repeated parameters, after one name', (pairs) =>
    mergeRepeats(pairs, ''),
  ),
  ofPairs('body-nested', 4, 'objects as [object Object]', nestObjects),
  ofPairs('body-nested', 4, 'arrays with commas between the values', (pairs) =>
    mergeRepeats(pairs.map(withoutBrackets), ','),
  ),
  ofPairs('body-nested', 6, 'names without their brackets', (pairs) => pairs.map(withoutBrackets)),
  ofPairs('body-separators', 4, 'the parameters with = and & between them', (pairs) =>
    joinSorted(pairs, '&', (pair) => pair.join('=')),
  ),
  ofPairs('body-separators', 7, 'the values without their names', (pairs) =>
    joinSorted(pairs, '', ([, value]) => value),
  ),
  ofPairs('body-separators', 5, 'the parameters with = between name and value', (pairs) =>
    joinSorted(pairs, '', (pair) => pair.join('=')),
  ),
];

function concatenate(pairs: readonly FormPair[]): string {
  return pairs.flat().join('');
}

function joinSorted(
  pairs: readonly FormPair[],
  separator: string,
  textOf: (pair: FormPair) => string,
): string {
  return sortedBy(pairs, ([name]) => name)
    .map(textOf)
    .join(separator);
}

function mergeRepeats(pairs: readonly FormPair[], separator: string): FormPair[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values].map(([name, all]) => [name, all.join(separator)]);
}

/** Nests names as a body parser with `extended: true`, which converts `a[b]` and `a[c]` to `a`. */
function nestObjects(pairs: readonly FormPair[]): FormPair[] {
  const nested = pairs.map(([name, value]): FormPair => {
    const open = name.indexOf('[');
    const isObject = open > 0 && name[open + 1] !== undefined && name[open + 1] !== ']';
    return isObject ? [name.slice(0, open), '[object Object]'] : [name, value];
  });
  return [...new Map(nested)];
}

function withoutBrackets([name, value]: FormPair): FormPair {
  return [name.endsWith('[]') ? name.slice(0, -2) : name, value];
}
