import { isUtf8 } from 'node:buffer';

/** SignalWire sends some dozens. Sorting hundreds of thousands would block the process for a second. */
export const MAX_PARAMETERS = 10_000;

/**
 * The decoded parameters of a form or a query, in the order of submission.
 *
 * `bytes` contains the names and values. `spans` contains the start and the end of each name and of its value.
 */
export class DecodedForm {
  constructor(
    private readonly bytes: Buffer,
    private readonly spans: readonly number[],
  ) {}

  /** Creates parameters from names and values, without decoding them. */
  static of(pairs: readonly (readonly [name: string, value: string])[]): DecodedForm {
    const texts = pairs.flat();
    const bytes = Buffer.allocUnsafe(texts.reduce((length, text) => length + Buffer.byteLength(text), 0));
    const spans: number[] = [];
    let end = 0;
    for (const text of texts) spans.push(end, (end += bytes.write(text, end)));
    return new DecodedForm(bytes, spans);
  }

  get size(): number {
    return this.spans.length >>> 2;
  }

  /** Returns the indexes of all parameters, in the order of submission. */
  indexes(): number[] {
    const indexes: number[] = [];
    for (let index = 0; index < this.size; index++) indexes.push(index);
    return indexes;
  }

  name(index: number): string {
    return this.bytes.toString('utf8', this.nameStart(index), this.nameEnd(index));
  }

  value(index: number): string {
    return this.bytes.toString('utf8', this.valueStart(index), this.valueEnd(index));
  }

  /** Returns the values of one name, in the order of submission. */
  valuesOf(name: string): string[] {
    const values: string[] = [];
    const length = Buffer.byteLength(name);
    for (let index = 0; index < this.size; index++) {
      const isOfSameLength = this.nameEnd(index) - this.nameStart(index) === length;
      if (isOfSameLength && this.name(index) === name) values.push(this.value(index));
    }
    return values;
  }

  /** Concatenates the parameters in the given order, each name followed by its value. */
  concatenate(indexes: readonly number[]): Buffer {
    const { bytes, spans } = this;
    const target = Buffer.allocUnsafe(this.lengthOf(indexes));
    let at = 0;
    for (const index of indexes) {
      for (let span = 4 * index; span < 4 * index + 4; span += 2) {
        const end = spans[span + 1] as number;
        let from = spans[span] as number;
        if (end - from > LONG) at += bytes.copy(target, at, from, end);
        else while (from < end) target[at++] = bytes[from++] as number;
      }
    }
    return target;
  }

  /** Compares two names as bytes. */
  compareNames(a: number, b: number): number {
    return compare(this.bytes, this.nameStart(a), this.nameEnd(a), this.nameStart(b), this.nameEnd(b));
  }

  /** Compares two values as bytes. */
  compareValues(a: number, b: number): number {
    return compare(this.bytes, this.valueStart(a), this.valueEnd(a), this.valueStart(b), this.valueEnd(b));
  }

  private lengthOf(indexes: readonly number[]): number {
    let length = 0;
    for (const index of indexes) {
      length += this.nameEnd(index) - this.nameStart(index) + this.valueEnd(index) - this.valueStart(index);
    }
    return length;
  }

  private nameStart(index: number): number {
    return this.spans[4 * index] as number;
  }

  private nameEnd(index: number): number {
    return this.spans[4 * index + 1] as number;
  }

  private valueStart(index: number): number {
    return this.spans[4 * index + 2] as number;
  }

  private valueEnd(index: number): number {
    return this.spans[4 * index + 3] as number;
  }
}

function compare(bytes: Buffer, aStart: number, aEnd: number, bStart: number, bEnd: number): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart);
  for (let offset = 0; offset < length; offset++) {
    const difference = (bytes[aStart + offset] as number) - (bytes[bStart + offset] as number);
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

/** Above this length, a native copy is faster than a loop. */
const LONG = 64;

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the WHATWG URL standard does: `+` is a space, a stray `%` is kept, and bytes
 * that are not UTF-8 become U+FFFD. Order and repetition are kept.
 *
 * @returns `undefined` if there are more than {@link MAX_PARAMETERS}
 */
export function decodeForm(encoded: Uint8Array): DecodedForm | undefined {
  return new FormDecoder(encoded).decode();
}

/** Decodes a copy of the bytes in place, in one pass. Bytes that need no decoding are not moved. */
class FormDecoder {
  private readonly spans: number[] = [];
  private readonly length: number;
  private bytes: Buffer;
  private position = 0;
  /** Offset for the next text whose decoded form is longer than its encoded form. */
  private tail = 0;

  constructor(encoded: Uint8Array) {
    this.length = encoded.length;
    this.bytes = Buffer.allocUnsafe(encoded.length + 1);
    this.bytes.set(encoded);
    this.bytes[encoded.length] = AMPERSAND;
  }

  decode(): DecodedForm | undefined {
    while (this.position < this.length) {
      if (this.bytes[this.position] !== AMPERSAND) {
        if (this.spans.length === 4 * MAX_PARAMETERS) return undefined;
        this.readPair();
      }
      this.position++;
    }
    return new DecodedForm(this.bytes, this.spans);
  }

  private readPair(): void {
    this.readPart(IN_NAME);
    if (this.bytes[this.position] === EQUALS) {
      this.position++;
      this.readPart(IN_VALUE);
    } else {
      this.spans.push(this.position, this.position);
    }
  }

  private readPart(meaning: Uint8Array): void {
    const { bytes, position: start } = this;
    let end = start;
    while (meaning[bytes[end] as number] === PLAIN) end++;
    this.position = end;
    if (meaning[bytes[end] as number] === END) this.spans.push(start, end);
    else this.decodePart(start, meaning);
  }

  private decodePart(start: number, meaning: Uint8Array): void {
    const { bytes } = this;
    let index = this.position;
    let end = index;
    let isAscii = true;
    for (; ; index++) {
      let byte = bytes[index] as number;
      const kind = meaning[byte] as number;
      if (kind === END) break;
      if (kind === PLAIN) {
        bytes[end++] = byte;
        continue;
      }
      if (byte === PLUS) {
        byte = SPACE;
      } else if (byte === PERCENT) {
        const high = HEX[bytes[index + 1] as number] as number;
        const low = high < 0 ? high : (HEX[bytes[index + 2] as number] as number);
        if (low >= 0) {
          byte = (high << 4) | low;
          index += 2;
        }
      }
      if (byte > 0x7f) isAscii = false;
      bytes[end++] = byte;
    }
    this.position = index;
    if (isAscii || isUtf8(bytes.subarray(start, end))) this.spans.push(start, end);
    else this.replaceInvalid(start, end);
  }

  private replaceInvalid(start: number, end: number): void {
    if (this.tail === 0) this.makeTail();
    const textEnd = this.tail + this.bytes.write(this.bytes.toString('utf8', start, end), this.tail);
    this.spans.push(this.tail, textEnd);
    this.tail = textEnd;
  }

  /** Allocates enough space even if no byte is UTF-8. */
  private makeTail(): void {
    this.tail = this.bytes.length;
    const longer = Buffer.allocUnsafe(this.tail + this.length * REPLACEMENT_LENGTH);
    longer.set(this.bytes);
    this.bytes = longer;
  }
}

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const PERCENT = 0x25;
const SPACE = 0x20;
/** U+FFFD in UTF-8. */
const REPLACEMENT_LENGTH = 3;

const PLAIN = 0;
const ENCODED = 1;
const END = 2;

/** Meaning of each byte in a value. */
const IN_VALUE = new Uint8Array(256).fill(ENCODED, 0x80);
IN_VALUE[PLUS] = ENCODED;
IN_VALUE[PERCENT] = ENCODED;
IN_VALUE[AMPERSAND] = END;

/** Meaning of each byte in a name, which also ends at `=`. */
const IN_NAME = IN_VALUE.slice();
IN_NAME[EQUALS] = END;

/** Value of each hexadecimal digit by its byte; negative for every other byte. */
const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  HEX[text.charCodeAt(0)] = digit;
  HEX[text.toUpperCase().charCodeAt(0)] = digit;
}
