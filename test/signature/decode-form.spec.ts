import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { canonicalParameters } from '../../lib/signature/canonical-content.js';
import { decodeForm, MAX_PARAMETERS } from '../../lib/signature/decode-form.js';

type Pair = [name: string, value: string];

function pairsOf(encoded: string | Uint8Array): Pair[] {
  const form = decodeForm(Buffer.from(encoded));
  if (form === undefined) throw new Error('rejected');
  return form.indexes().map((index) => [form.name(index), form.value(index)]);
}

/** The bytes that are signed, computed by other means: text that sorts and joins as its bytes do. */
function signedText(encoded: string): string {
  return [...new URLSearchParams(encoded)]
    .map((pair) => pair.map((text) => Buffer.from(text).toString('latin1')) as Pair)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flat()
    .join('');
}

/** Without raw text beyond ASCII: beside a stray `%`, Node 20's own URLSearchParams garbles it. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'B', 'Call', '=', '&', '+', '%', '%4', '%zz', '%26', '%3D') },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%C3%A9', '%F0%9F%93%9E', '%ED%A0%80', '%EF%BF%BD', 'x'.repeat(70)),
  },
);
const encodedForm = fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join(''));

describe('decodeForm', () => {
  it('decodes as the URL standard does, whatever is sent', () => {
    fc.assert(
      fc.property(encodedForm, (encoded) => {
        expect(pairsOf(encoded)).toEqual([...new URLSearchParams(encoded)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the bytes that are signed, whatever is sent', () => {
    fc.assert(
      fc.property(encodedForm, (encoded) => {
        const form = decodeForm(Buffer.from(encoded));
        const [submitted] = canonicalParameters(form as NonNullable<typeof form>);
        expect(submitted.bytes.toString('latin1')).toBe(signedText(encoded));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([1, 2, 10, 63, 64, 65, 66, 200])(
    'sorts %i parameters, and keeps the order of equal names',
    (size) => {
      const names = Array.from(
        { length: size },
        (_, index) => `p${String((index * 7919) % (size >> 1 || 1))}`,
      );
      const encoded = names.map((name, index) => `${name}=${String(index)}`).join('&');
      const form = decodeForm(Buffer.from(encoded));
      const [submitted] = canonicalParameters(form as NonNullable<typeof form>);
      expect(submitted.bytes.toString()).toBe(signedText(encoded));
    },
  );

  it('replaces each text that is not UTF-8, and no other', () => {
    const encoded = Buffer.concat([
      Buffer.from('ok=é&bad='),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('&%FF=%C3&good=%C3%A9&'),
      Buffer.from([0xc3]),
      Buffer.from('=x&plain=1'),
    ]);
    expect(pairsOf(encoded)).toEqual([
      ['ok', 'é'],
      ['bad', '\uFFFD\uFFFD'],
      ['\uFFFD', '\uFFFD'],
      ['good', 'é'],
      ['\uFFFD', 'x'],
      ['plain', '1'],
    ]);
  });

  it('has room for bytes of which none is UTF-8', () => {
    expect(pairsOf(Buffer.alloc(1_000, 0xff))).toEqual([['\uFFFD'.repeat(1_000), '']]);
  });

  it('does not write to the bytes that it was given', () => {
    const body = Buffer.from('a=%2B1+2&%FF=%C3%A9');
    const before = Buffer.from(body);
    decodeForm(body);
    expect(body).toEqual(before);
  });

  it('reads the bytes of a view, and none beside it', () => {
    const around = Buffer.from('x=1&To=2%4&1=secret');
    const form = decodeForm(new Uint8Array(around.buffer, around.byteOffset + 4, 6));
    expect(form?.name(0)).toBe('To');
    expect(form?.value(0)).toBe('2%4');
    expect(form?.size).toBe(1);
  });

  it('rejects more parameters than it would sort', () => {
    const form = (size: number) => Buffer.from('a&'.repeat(size));
    expect(decodeForm(form(MAX_PARAMETERS))?.size).toBe(MAX_PARAMETERS);
    expect(decodeForm(form(MAX_PARAMETERS + 1))).toBeUndefined();
  });
});

it('valuesOf() finds a name whose characters have several bytes', () => {
  const form = decodeForm(Buffer.from('%C3%A9=1&e=2&%C3%A9=3&%e2%82%ac=4'));
  expect(form?.valuesOf('é')).toEqual(['1', '3']);
  expect(form?.valuesOf('€')).toEqual(['4']);
});
