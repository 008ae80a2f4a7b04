import type { Source } from './source.js';

/** How a file is written. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
}

export function styleOf({ text, masked }: Source): Style {
  const [, indent = '  '] = /^([ \t]+)\S/m.exec(masked) ?? [];
  return {
    quote: /\bfrom\s*"/.test(masked) ? '"' : "'",
    semicolon: /^import\b[^;'"]*(['"]) *\1[^\S\n]*$/m.test(masked) ? '' : ';',
    indent: indent.startsWith('\t') ? '\t' : indent,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Code that is written with two spaces, single quotes and semicolons, in another style. */
export function inStyle(code: string, { quote, semicolon, indent, newline }: Style): string {
  return code
    .replaceAll("'", quote)
    .replace(/;$/gm, semicolon)
    .replace(/^(?: {2})+/gm, (spaces) => indent.repeat(spaces.length / 2))
    .replaceAll('\n', newline);
}
