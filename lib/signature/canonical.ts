import type { FormPair } from './form.js';

/**
 * The signed forms of the parameters: sorted by name in byte order, each name and value appended.
 *
 * Where a name repeats there are two. SignalWire's SDKs keep the order of submission, Twilio's drop equal pairs
 * and sort the values, and no captured request shows which one the platform does.
 */
export function canonicalParameters(pairs: readonly FormPair[]): string[] {
  const sorted = [...pairs].sort(([a], [b]) => compareByteOrder(a, b));
  const repeats = sorted.some(([name], index) => index > 0 && name === sorted[index - 1]?.[0]);
  return repeats ? [concatenate(sorted), concatenate(withoutDuplicates(sorted))] : [concatenate(sorted)];
}

function concatenate(pairs: readonly FormPair[]): string {
  let text = '';
  for (const [name, value] of pairs) text += name + value;
  return text;
}

function withoutDuplicates(pairs: readonly FormPair[]): FormPair[] {
  return [...pairs]
    .sort(([a, x], [b, y]) => compareByteOrder(a, b) || compareByteOrder(x, y))
    .filter(([name, value], index, all) => name !== all[index - 1]?.[0] || value !== all[index - 1]?.[1]);
}

/** Compares as the UTF-8 bytes would, which is not JavaScript's order of UTF-16 units. */
function compareByteOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return byteOrder(x) - byteOrder(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they come after U+E000…U+FFFF. */
function byteOrder(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
