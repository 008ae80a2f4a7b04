import type { FormPair } from '../signature-internals.js';
import { type BodyChange, ofPairs, ofValues } from './body-change.js';

/** Changes by a signer that differs from SignalWire, or by a framework before the parameters are signed again. */
export const SIGNER_CHANGES: readonly BodyChange[] = [
  {
    code: 'body-empty-parameters',
    rank: 3,
    label: 'the parameters that have a value',
    apply: ofPairs((pairs) => pairs.filter(([, value]) => value !== '')),
  },
  {
    code: 'body-white-space',
    rank: 4,
    label: 'the values without the white space around them',
    apply: ofValues((value) => value.trim()),
  },
  {
    code: 'body-order',
    rank: 3,
    label: 'the parameters in the order of submission',
    apply: ofPairs(concatenate),
  },
  {
    code: 'body-order',
    rank: 4,
    label: 'the parameters sorted without regard to case',
    apply: ofPairs((pairs) => concatenate(sortedBy(pairs, ([name]) => name.toLowerCase()))),
  },
  {
    code: 'body-order',
    rank: 7,
    label: 'the parameters sorted by their values',
    apply: ofPairs((pairs) => concatenate(sortedBy(pairs, ([, value]) => value))),
  },
  {
    code: 'body-repeats',
    rank: 3,
    label: 'the last of repeated parameters',
    apply: ofPairs((pairs) => [...new Map(pairs)]),
  },
  {
    code: 'body-repeats',
    rank: 3,
    label: 'the first of repeated parameters',
    apply: ofPairs((pairs) => [...new Map([...pairs].reverse())]),
  },
  {
    code: 'body-repeats',
    rank: 4,
    label: 'the values of repeated parameters, with commas between them',
    apply: ofPairs((pairs) => mergeRepeats(pairs, ',')),
  },
  {
    code: 'body-repeats',
    rank: 4,
    label: 'the values of repeated parameters, after one name',
    apply: ofPairs((pairs) => mergeRepeats(pairs, '')),
  },
  { code: 'body-nested', rank: 4, label: 'objects as [object Object]', apply: ofPairs(nestObjects) },
  {
    code: 'body-nested',
    rank: 4,
    label: 'arrays with commas between the values',
    apply: ofPairs((pairs) => mergeRepeats(pairs.map(withoutBrackets), ',')),
  },
  {
    code: 'body-nested',
    rank: 6,
    label: 'names without their brackets',
    apply: ofPairs((pairs) => pairs.map(withoutBrackets)),
  },
  {
    code: 'body-separators',
    rank: 4,
    label: 'the parameters with = and & between them',
    apply: ofPairs((pairs) =>
      sortedBy(pairs, ([name]) => name)
        .map((pair) => pair.join('='))
        .join('&'),
    ),
  },
  {
    code: 'body-separators',
    rank: 7,
    label: 'the values without their names',
    apply: ofPairs((pairs) =>
      sortedBy(pairs, ([name]) => name)
        .map(([, value]) => value)
        .join(''),
    ),
  },
  {
    code: 'body-separators',
    rank: 5,
    label: 'the parameters with = between name and value',
    apply: ofPairs((pairs) =>
      sortedBy(pairs, ([name]) => name)
        .map((pair) => pair.join('='))
        .join(''),
    ),
  },
];

function concatenate(pairs: readonly FormPair[]): string {
  return pairs.flat().join('');
}

function sortedBy(pairs: readonly FormPair[], keyOf: (pair: FormPair) => string): FormPair[] {
  const keyed = pairs.map((pair) => ({ pair, key: keyOf(pair) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ pair }) => pair);
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
