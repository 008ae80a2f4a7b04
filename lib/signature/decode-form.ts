import { isUtf8 } from 'node:buffer';

/** SignalWire sends some dozens; sorting hundreds of thousands would keep the process busy for a second. */
export const MAX_PARAMETERS = 10_000;

/**
 * The decoded parameters of a form or a query, in the order of submission.
 *
 * `bytes` holds names and values one after the other, nothing between them, as they are signed; `ends` holds where
 * each name and each value ends, in turn.
 */
export class DecodedForm {
  constructor(
    private readonly bytes: Buffer,
    private readonly ends: readonly number[],
  ) {}

  get size(): number {
    return this.ends.length >>> 1;
  }

  /** Of all parameters, in the order of submission. */
  indexes(): number[] {
    const indexes: number[] = [];
    for (let index = 0; index < this.size; index++) indexes.push(index);
    return indexes;
  }

  name(index: number): string {
    return this.bytes.toString('utf8', this.start(index), this.nameEnd(index));
  }

  value(index: number): string {
    return this.bytes.toString('utf8', this.nameEnd(index), this.end(index));
  }

  /** The values of one parameter, in the order of submission. */
  valuesOf(name: string): string[] {
    const values: string[] = [];
    for (let index = 0; index < this.size; index++) {
      const isOfSameLength = this.nameEnd(index) - this.start(index) === name.length;
      if (isOfSameLength && this.name(index) === name) values.push(this.value(index));
    }
    return values;
  }

  /** The bytes of the parameters in the given order, each name followed by its value. */
  concatenate(indexes: readonly number[]): Buffer {
    let length = 0;
    for (const index of indexes) length += this.end(index) - this.start(index);
    const { bytes } = this;
    const target = Buffer.allocUnsafe(length);
    let at = 0;
    for (const index of indexes) {
      const end = this.end(index);
      for (let from = this.start(index); from < end; from++) target[at++] = bytes[from] as number;
    }
    return target;
  }

  /** Compares two names as bytes. */
  compareNames(a: number, b: number): number {
    return this.compareBytes(this.start(a), this.nameEnd(a), this.start(b), this.nameEnd(b));
  }

  /** Compares two values as bytes. */
  compareValues(a: number, b: number): number {
    return this.compareBytes(this.nameEnd(a), this.end(a), this.nameEnd(b), this.end(b));
  }

  private compareBytes(aStart: number, aEnd: number, bStart: number, bEnd: number): number {
    const { bytes } = this;
    const length = Math.min(aEnd - aStart, bEnd - bStart);
    for (let offset = 0; offset < length; offset++) {
      const difference = (bytes[aStart + offset] as number) - (bytes[bStart + offset] as number);
      if (difference !== 0) return difference;
    }
    return aEnd - aStart - (bEnd - bStart);
  }

  private start(index: number): number {
    return index === 0 ? 0 : (this.ends[2 * index - 1] as number);
  }

  private nameEnd(index: number): number {
    return this.ends[2 * index] as number;
  }

  private end(index: number): number {
    return this.ends[2 * index + 1] as number;
  }
}

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the WHATWG URL standard does: `+` is a space, a stray `%`
 * stands for itself, bytes that are not UTF-8 become U+FFFD. Order and repetition are kept. `undefined` if there are
 * more than {@link MAX_PARAMETERS}.
 */
export function decodeForm(encoded: Uint8Array): DecodedForm | undefined {
  return decodeInto(Buffer.allocUnsafe(encoded.length), encoded);
}

/** One pass over the bytes. Only text that is not UTF-8 grows, to three times its length at most. */
function decodeInto(bytes: Buffer, encoded: Uint8Array): DecodedForm | undefined {
  const { length } = encoded;
  const ends: number[] = [];
  let at = 0;
  let start = 0;
  let pairStart = 0;
  let isInName = true;
  let isAscii = true;
  for (let index = 0; index <= length; index++) {
    let byte = index < length ? (encoded[index] as number) : AMPERSAND;
    if (IS_PLAIN[byte] === 1) {
      bytes[at++] = byte;
      continue;
    }
    const isPairEnd = byte === AMPERSAND;
    if (isPairEnd && index === pairStart) {
      pairStart++;
      continue;
    }
    if (isPairEnd || (byte === EQUALS && isInName)) {
      if (!isAscii && !isUtf8(bytes.subarray(start, at))) {
        if (bytes.length === length)
          return decodeInto(Buffer.allocUnsafe(length * REPLACEMENT_LENGTH), encoded);
        at = start + bytes.write(bytes.toString('utf8', start, at), start);
      }
      ends.push(at);
      if (isPairEnd) {
        if (isInName) ends.push(at);
        if (ends.length > 2 * MAX_PARAMETERS) return undefined;
        pairStart = index + 1;
      }
      isInName = isPairEnd;
      isAscii = true;
      start = at;
      continue;
    }
    if (byte === PLUS) {
      byte = SPACE;
    } else if (byte === PERCENT && index + 2 < length) {
      const high = HEX[encoded[index + 1] as number] as number;
      const low = HEX[encoded[index + 2] as number] as number;
      if ((high | low) >= 0) {
        byte = (high << 4) | low;
        index += 2;
      }
    }
    if (byte > 0x7f) isAscii = false;
    bytes[at++] = byte;
  }
  return new DecodedForm(bytes, ends);
}

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const PERCENT = 0x25;
const SPACE = 0x20;
/** U+FFFD in UTF-8. */
const REPLACEMENT_LENGTH = 3;

/** 1 for each ASCII byte that means nothing but itself. */
const IS_PLAIN = new Uint8Array(256).fill(1, 0, 0x80);
for (const byte of [AMPERSAND, EQUALS, PLUS, PERCENT]) IS_PLAIN[byte] = 0;

/** The value of a hexadecimal digit by its byte, negative for every other byte. */
const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  HEX[text.charCodeAt(0)] = digit;
  HEX[text.toUpperCase().charCodeAt(0)] = digit;
}
