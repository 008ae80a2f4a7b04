import { describe, expect, test } from '@jest/globals';

import { maskSource } from '../../../lib/schematics/source/mask-source.js';

describe('maskSource', () => {
  test.each([
    ["a('b, c') // d", "a('    ')     "],
    ['a("it\'s") /* b */ + c', 'a("    ")         + c'],
    ["a('it\\'s', b)", "a('     ', b)"],
    ['a(`b ${c({ d: `}` })} e`, f)', 'a(`                    `, f)'],
    ["a('//'); b()", "a('  '); b()"],
    ['a / b / c', 'a / b / c'],
    ['a = /[\'"`]/g; b', 'a = /      /; b'],
    ['a(/\\/[/\'] "/, b)', 'a(/        /, b)'],
    ['(a) / b; // c', '(a) / b;     '],
    ["return /'/.test(a)", 'return / /.test(a)'],
    ['/* a\n// b */ c // d\r\ne', '    \n          c     \r\ne'],
    ['a = `\\`${"`"}`', 'a = `       `'],
  ])('%s', (source, expected) => {
    const masked = maskSource(source);
    expect(masked).toHaveLength(source.length);
    expect(masked.replace(/\s/g, '')).toBe(expected.replace(/\s/g, ''));
  });

  test.each(["a('b", "a('b\n')", 'a(`b', 'a(`${b`', '/* a', 'a("\\'])('%s has no end', (source) => {
    expect(() => maskSource(source)).toThrow('without an end');
  });

  test('takes no more time than the text is long', () => {
    const sources = [
      '/'.repeat(100_000),
      '${'.repeat(50_000),
      "'\\".repeat(50_000) + "'",
      '`${'.repeat(2_000) + '}`'.repeat(2_000),
    ];
    for (const source of sources) {
      try {
        expect(maskSource(source)).toHaveLength(source.length);
      } catch (error) {
        expect(String(error)).toContain('without an end');
      }
    }
  });
});
