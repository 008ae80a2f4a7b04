import { isUtf8 } from 'node:buffer';

import { UsageError } from '../errors.js';

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const SPACE = /\s/;
/** Plain characters, or a character after a backslash. A backslash before a line break continues the line. */
const PLAIN = /\\(?:(\r?\n)|([^]?))|\$|[^\s'"\\$]+/y;
const HEX = '[0-9a-fA-F]';
/** An escape of `$'…'`, or the text up to the next one. */
const ANSI_PART = new RegExp(
  `\\\\(?:u(${HEX}{1,4})|U(${HEX}{1,8})|x(${HEX}{1,2})|([0-7]{1,3})|([^]?))|[^\\\\]+`,
  'g',
);

/**
 * Words as a POSIX shell splits them: quotes, `$'…'`, backslashes and continued lines. Reads each character once.
 *
 * @throws UsageError if a quotation mark is not closed
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length;) {
    if (SPACE.test(text.charAt(at))) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else {
      const { end, part } = readPart(text, at);
      if (part !== undefined) word = (word ?? '') + part;
      at = end;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** Returns the next part of a word, and its end. A continued line has no part. */
function readPart(text: string, at: number): { end: number; part: string | undefined } {
  const character = text.charAt(at);
  if (character === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) throw unclosed();
    return { end: end + 1, part: text.slice(at + 1, end) };
  }
  if (character === '"') {
    const end = findEnd(text, '"', at + 1);
    return { end: end + 1, part: text.slice(at + 1, end).replace(/\\(?:\r?\n|(["\\$`]))/g, '$1') };
  }
  if (text.startsWith("$'", at)) {
    const end = findEnd(text, "'", at + 2);
    return { end: end + 1, part: unescapeAnsi(text.slice(at + 2, end)) };
  }
  PLAIN.lastIndex = at;
  const [all = '', lineBreak, escaped = all] = PLAIN.exec(text) ?? [];
  return { end: at + all.length, part: lineBreak === undefined ? escaped : undefined };
}

function findEnd(text: string, quote: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  throw unclosed();
}

/** Decodes adjacent bytes (`\xc3\xbc`) together, because browsers write single bytes for Latin-1. */
function unescapeAnsi(text: string): string {
  let unescaped = '';
  let bytes: number[] = [];
  for (const [all, short, long, hex, octal, character] of text.matchAll(ANSI_PART)) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else {
      unescaped += decodeBytes(Buffer.from(bytes));
      bytes = [];
      const code = short ?? long;
      if (code !== undefined) unescaped += fromCodePoint(parseInt(code, 16));
      else unescaped += character === undefined ? all : (ANSI_ESCAPES[character] ?? character);
    }
  }
  return unescaped + decodeBytes(Buffer.from(bytes));
}

function fromCodePoint(code: number): string {
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}

function decodeBytes(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

function unclosed(): UsageError {
  return new UsageError('The curl command is cut off: a quotation mark is not closed.');
}
