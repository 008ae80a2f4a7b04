import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { maskSource } from '../../../../lib/tools/schematics/source/mask-source.js';

const root = join(import.meta.dirname, '../../../..');
const { SyntaxKind } = ts;

/** The same by TypeScript: the tokens of code, and the ends of strings, templates and regular expressions. */
function codeByTypeScript(text: string): string {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const code = Array.from({ length: text.length }, (_, index) =>
    /[\r\n]/.test(text.charAt(index)) ? text.charAt(index) : ' ',
  );
  const keep = (start: number, end: number) => {
    for (let index = start; index < end; index++) code[index] = text.charAt(index);
  };
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter(({ kind }) => !isDocumentation(kind));
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    const [start, end] = [node.getStart(file), node.getEnd()];
    if (!isOpaque(node.kind)) keep(start, end);
    else if (end > start) {
      keep(start, start + 1);
      // The flags of a regular expression are blanked as well.
      code[end - 1] = node.kind === SyntaxKind.RegularExpressionLiteral ? '/' : text.charAt(end - 1);
    }
  };
  visit(file);
  return code.join('');
}

function isDocumentation(kind: ts.SyntaxKind): boolean {
  return kind >= SyntaxKind.FirstJSDocNode && kind <= SyntaxKind.LastJSDocNode;
}

function isOpaque(kind: ts.SyntaxKind): boolean {
  return (
    kind >= SyntaxKind.FirstLiteralToken &&
    kind <= SyntaxKind.LastTemplateToken &&
    kind !== SyntaxKind.NumericLiteral &&
    kind !== SyntaxKind.BigIntLiteral
  );
}

describe('maskSource', () => {
  test.each([
    ["a('b, c') // d", "a('    ')     "],
    ['a("it\'s") /* b */ + c', 'a("    ")         + c'],
    ["a('it\\'s', b)", "a('     ', b)"],
    ['a(`b ${c({ d: `}` })} e`, f)', 'a(`   {c({ d: ` ` })}  `, f)'],
    ["a('//'); b()", "a('  '); b()"],
    ['a / b / c', 'a / b / c'],
    ['a = /[\'"`]/g; b', 'a = /      /; b'],
    ['a(/\\/[/\'] "/, b)', 'a(/        /, b)'],
    ['(a) / b; // c', '(a) / b;     '],
    ["return /'/.test(a)", 'return / /.test(a)'],
    ['/* a\n// b */ c // d\r\ne', '    \n          c     \r\ne'],
    ['a = `\\`${"`"}`', 'a = `   {" "}`'],
    ["if (a) /'/.test(b)", 'if (a) / /.test(b)'],
    ["for await (const a of b) /'/.test(a)", 'for await (const a of b) / /.test(a)'],
    ["f(a) / b; '/'", "f(a) / b; ' '"],
    ["a! / b; '/'", "a! / b; ' '"],
    ["a\n!/'/.test(b)", 'a\n!/ /.test(b)'],
    ["i++ / 2; '/'", "i++ / 2; ' '"],
    ["a.return / 2; '/'", "a.return / 2; ' '"],
    ["[...typeof /'/]", '[...typeof / /]'],
    ["#!/usr/bin/env it's\na", ' a'],
    ['`${a}b${`${c}`}`', '`{a}{`{c}`}`'],
    [`a\n${' '.repeat(300)}!/'/.test(b)`, 'a\n!/ /.test(b)'],
    [`a${' '.repeat(300)}! / b; '/'`, "a! / b; ' '"],
    ["a - -/'/", 'a - -/ /'],
  ])('%s', (source, expected) => {
    const masked = maskSource(source);
    expect(masked).toHaveLength(source.length);
    expect(masked.replace(/\s/g, '')).toBe(expected.replace(/\s/g, ''));
  });

  test.each(["a('b", "a('b\n')", 'a(`b', 'a(`${b`', '/* a', 'a("\\'])('%s has no end', (source) => {
    expect(() => maskSource(source)).toThrow('without an end');
  });

  test.each([
    ['a slash of which only a parser knows', '({}) + {} /a/ 2', /a slash after a brace/],
    ['a name with an escape', '\\u0061 = 1', /an escape/],
    ['brackets of two kinds', '(]', /do not match/],
    ['a bracket too many', 'a)', /do not match/],
    ['a bracket too few', '{', /do not match/],
    ['1001 brackets in each other', '['.repeat(1001) + ']'.repeat(1001), /more than 1000 brackets/],
    ['1001 templates in each other', '`${'.repeat(1001) + '}`'.repeat(1001), /more than 1000 brackets/],
  ])('%s is not understood', (_, source, reason) => {
    expect(() => maskSource(source)).toThrow(reason);
  });

  test("leaves what TypeScript's own parser takes for code, in each file of this package", () => {
    const names = ['lib', 'sample'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    );
    const files = names.filter((name) => name.endsWith('.ts') && !name.includes('node_modules'));
    expect(files.length).toBeGreaterThan(200);
    const differing = files.filter((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      return maskSource(text) !== codeByTypeScript(text);
    });
    expect(differing).toEqual([]);
  });
});
