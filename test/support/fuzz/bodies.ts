import type { Random } from './random.js';

const raw = (...bytes: number[]) => Buffer.from(bytes);

/** What a decoder of bytes gets wrong: escapes that are none, bytes that are no UTF-8, and order above U+FFFF. */
const PIECES: readonly Buffer[] = [
  ...['a', 'b', 'Z', '0', '1', 'CallSid', ' ', '.', '-', '~', '[b]', '"', '\\', '\r\n', '\t', ';', '#', '?'],
  ...[
    '+',
    '%2B',
    '%20',
    '%',
    '%%',
    '%4',
    '%zz',
    '%4G',
    '%G4',
    '%25',
    '%41',
    '%2541',
    '%00',
    '%0a',
    '%3D',
    '%26',
  ],
  ...[
    'é',
    '漢',
    '😀',
    '가',
    '\u{e000}',
    '\u{ffff}',
    '\u{10000}',
    '\u{10ffff}',
    '\u{2028}',
    '\u{fffd}',
    '\u{d7ff}',
  ],
  ...['%C3%A9', '%c3%a9', '%F0%9F%98%80', '%EA%B0%80', '%EE%80%80', '%EF%BF%BF', '%F0%90%80%80', '%EF%BF%BD'],
  ...['\u{feff}', '%EF%BB%BF', '%FF', '%FE', '%80', '%C3', '%E2%82', '%F0%9F%98', '%C0%80', '%ED%A0%80'],
  ...['%F4%90%80%80', '%F8%88%80%80%80', '%ED%A0%BD%ED%B8%80', '\0', '__proto__', 'constructor', 'length'],
]
  .map((text) => Buffer.from(text))
  .concat([
    ...[raw(0xff), raw(0xfe), raw(0x80), raw(0xbf), raw(0xc3), raw(0xe2, 0x82), raw(0xf0, 0x9f, 0x98)],
    ...[raw(0xc0, 0x80), raw(0xed, 0xa0, 0x80), raw(0xf4, 0x90, 0x80, 0x80), raw(0xef, 0xbb, 0xbf)],
    ...[raw(0xc3, 0x25, 0x41, 0x39), raw(0xa9), raw(0x7f), raw(0x1b)],
  ]);

const NAMES: readonly string[] = [
  ...[
    'a',
    'b',
    'CallSid',
    'From',
    'To',
    'Digits',
    'AccountSid',
    'a[b]',
    '1',
    '0',
    '10',
    '__proto__',
    'Sid',
    'SidX',
  ],
  ...[
    '',
    '%61',
    'é',
    '%C3%A9',
    '가',
    '%EA%B0%80',
    '\u{e000}',
    '\u{ffff}',
    '\u{10000}',
    '%F0%90%80%80',
    '%FF',
    '%',
  ],
];

function text(random: Random, most: number): Buffer {
  return Buffer.concat(random.some(most, () => random.pick(PIECES)));
}

function name(random: Random): Buffer {
  return random.chance(0.7) ? Buffer.from(random.pick(NAMES)) : text(random, 3);
}

function parameter(random: Random, names: readonly Buffer[]): Buffer {
  const ofNames = names.length > 0 && random.chance(0.5) ? random.pick(names) : name(random);
  if (random.chance(0.06)) return ofNames;
  const value = random.chance(0.4) ? Buffer.from(random.pick(['', 'a', 'b', 'x', 'CA1'])) : text(random, 4);
  return Buffer.concat([ofNames, Buffer.from(random.chance(0.02) ? '==' : '='), value]);
}

/** Forms whose names repeat from time to time, in all orders, between separators that may have nothing in between. */
export function randomForm(random: Random): Buffer {
  const names = random.some(2, () => name(random));
  const parts = random.some(random.chance(0.02) ? 60 : 6, () => parameter(random, names));
  if (parts.length > 0 && random.chance(0.2)) parts.push(random.pick(parts));
  const separated = random
    .shuffle(parts)
    .flatMap((part) => [part, Buffer.from(random.chance(0.04) ? '&&' : '&')]);
  const whole = random.chance(0.1) ? separated : separated.slice(0, -1);
  return Buffer.concat([Buffer.from(random.chance(0.03) ? '&' : ''), ...whole]);
}

function jsonValue(random: Random, depth: number): string {
  const kind = depth > 3 ? random.below(5) : random.below(7);
  if (kind === 5) return `[${random.some(3, () => jsonValue(random, depth + 1)).join(',')}]`;
  if (kind === 6) return jsonObject(random, depth + 1);
  return random.pick([
    '1',
    '-1.5e3',
    '1.0',
    'true',
    'null',
    '"text"',
    '"é😀"',
    '"\\u0000"',
    '"\\ud800"',
    '"{"',
    '"}"',
    '""',
  ]);
}

function jsonObject(random: Random, depth: number): string {
  const space = random.pick(['', '', ' ', '\n', '\t ']);
  const key = () => random.pick(['"a"', '"b"', '"call"', '"__proto__"', '"1"', '"\\u0061"', '"é"', '""']);
  const members = random.some(4, () => `${space}${key()}${space}:${space}${jsonValue(random, depth)}`);
  return `{${members.join(',')}${space}}`;
}

/** JSON objects; now and then one that is cut, wrapped, preceded or followed by something. */
export function randomJson(random: Random): Buffer {
  const object = Buffer.from(jsonObject(random, 0));
  if (random.chance(0.75)) return object;
  const odd = [
    '[1]',
    '"{}"',
    '{',
    '}',
    '{}',
    '{}{}',
    '{}x}',
    ' {}',
    '{} ',
    '\u{a0}{}',
    '\u{feff}{}',
    '\0{}',
    '1',
    'null',
    ' ',
  ];
  return random.pick<() => Buffer>([
    () => Buffer.from(random.pick(odd)),
    () => object.subarray(0, random.below(object.length)),
    () => Buffer.concat([object, random.pick(PIECES)]),
    () => Buffer.concat([random.pick(PIECES), object]),
    () => Buffer.concat([Buffer.from('{"text":"'), random.pick(PIECES), Buffer.from('"}')]),
    () => Buffer.from(`[${object.toString()}]`),
  ])();
}

/** JSON in other encodings than UTF-8, and in UTF-7 an object that reads as a different one in UTF-8. */
export function jsonInCharset(random: Random, charset: string): Buffer {
  const text = JSON.stringify({ project_id: 'é', text: '+' });
  const inUtf16 = Buffer.from(text, 'utf16le');
  if (/utf-16be/i.test(charset)) return inUtf16.swap16();
  if (/utf-?16/i.test(charset)) return random.pick([inUtf16, Buffer.concat([raw(0xff, 0xfe), inUtf16])]);
  if (/utf-7/i.test(charset)) {
    return Buffer.from(`{"project_id":"${inUtf7('é","text":"')}"}`);
  }
  return Buffer.from(text, 'latin1');
}

function inUtf7(text: string): string {
  const digits = Buffer.from(text, 'utf16le').swap16().toString('base64');
  return `+${digits.replace(/=+$/, '')}-`;
}

/** One byte changed, dropped, doubled or added. */
export function mutate(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  return random.pick<() => Buffer>([
    () => Buffer.concat([before, raw(random.below(256)), after.subarray(1)]),
    () => Buffer.concat([before, after.subarray(1)]),
    () => Buffer.concat([before, random.pick(PIECES), after]),
    () => Buffer.concat([before, after.subarray(0, 1), after]),
    () => Buffer.concat([bytes, raw(random.pick([0x26, 0x20, 0x0a, 0x00]))]),
  ])();
}
