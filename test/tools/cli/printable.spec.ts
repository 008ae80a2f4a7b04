import { describe, expect, test } from '@jest/globals';

import { printable, printableLines } from '../../../lib/errors/printable.js';
import { paint, toLine } from '../../../lib/tools/cli/terminal.js';

const everyCharacter = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  test.each([
    ['\x1b[31m', '\\u001b[31m'],
    ['\x9b2J', '\\u009b2J'],
    ['a\nb\tc\r', 'a\\u000ab\\u0009c\\u000d'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u2028', '\\u2028'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['Grüße 😀 日本', 'Grüße 😀 日本'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('of all characters nothing is left that acts on a terminal', () => {
    expect(everyCharacter.filter((character) => DANGEROUS.test(printable(character)))).toEqual([]);
    const lines = everyCharacter.filter((character) => DANGEROUS.test(printableLines(character)));
    expect(lines).toEqual(['\t', '\n']);
  });

  test('cuts long text', () => {
    expect(printable('abcdef', 3)).toBe('abc…');
  });

  test('JSON stays the same value', () => {
    const value = { text: everyCharacter.slice(0, 0x3000).join('') };
    expect(JSON.parse(printableLines(JSON.stringify(value)))).toEqual(value);
  });
});

describe('a line of the terminal', () => {
  test('holds the colours of the program, and no others', () => {
    const parts = [paint('good', 'a\x1b[0m'), '\x1b[5mb'];
    expect(toLine(parts, true)).toBe('\x1b[32ma\\u001b[0m\x1b[0m\\u001b[5mb');
    expect(toLine(parts, false)).toBe('a\\u001b[0m\\u001b[5mb');
  });
});
