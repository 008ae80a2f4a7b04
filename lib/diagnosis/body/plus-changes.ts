import { type BodyChange, ofBytes } from './body-change.js';

const MAX_VALUES = 8;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;

interface Value {
  /** Number of its parameter in the form, from 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Returns one change for each value with a `+`: the sender may have escaped the other values and not this one. */
export function plusChanges(bytes: Buffer): BodyChange[] {
  const values = valuesWithPlus(bytes);
  if (values.length < 2) return [];
  return values.map(({ number, start, end }) =>
    ofBytes('form', 'body-decoding', 3, `the parameters with + for itself in number ${number}`, (body) =>
      body === bytes ? escapePlus(bytes, start, end) : undefined,
    ),
  );
}

function valuesWithPlus(bytes: Buffer): Value[] {
  const values: Value[] = [];
  let start = 0;
  for (let number = 1; start <= bytes.length && values.length < MAX_VALUES; number++) {
    const end = endOf(bytes, AMPERSAND, start, bytes.length);
    const valueStart = endOf(bytes, EQUALS, start, end);
    if (bytes.subarray(valueStart, end).includes(PLUS)) values.push({ number, start: valueStart, end });
    start = end + 1;
  }
  return values;
}

function endOf(bytes: Buffer, separator: number, start: number, end: number): number {
  const at = bytes.subarray(start, end).indexOf(separator);
  return at < 0 ? end : start + at;
}

function escapePlus(bytes: Buffer, start: number, end: number): Buffer {
  const value = bytes.subarray(start, end).toString('latin1').replaceAll('+', '%2B');
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(value, 'latin1'), bytes.subarray(end)]);
}
