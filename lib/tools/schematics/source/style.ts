import { readImports } from './imports.js';
import type { Source } from './source.js';

/** Style of a file. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
}

export function styleOf(source: Source): Style {
  const { text, masked } = source;
  const [, indent = '  '] = /^([ \t]+)\S/m.exec(masked) ?? [];
  const imports = readImports(source);
  return {
    quote: imports.some((each) => source.codeOf(each).includes('"')) ? '"' : "'",
    semicolon: imports.some((each) => !source.codeOf(each).endsWith(';')) ? '' : ';',
    indent: indent.startsWith('\t') ? '\t' : indent,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Returns code in the style of a file. The code has two spaces, single quotes and semicolons. */
export function inStyle(code: string, { quote, semicolon, indent, newline }: Style): string {
  return code
    .replaceAll("'", quote)
    .replace(/;$/gm, semicolon)
    .replace(/^(?: {2})+/gm, (spaces) => indent.repeat(spaces.length / 2))
    .replaceAll('\n', newline);
}
