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
const PLAIN = /[^\s'"\\$]+/y;
const CODE = /(u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8})|(x[0-9a-fA-F]{1,2})|([0-7]{1,3})/y;

/**
 * Words as a POSIX shell splits them: quotes, `$'…'`, backslashes and continued lines. Reads each character once.
 *
 * @throws UsageError if a quotation mark is not closed
 */
export function splitWords(text: string): string[] {
  return new ShellWords(text).read();
}

class ShellWords {
  private at = 0;
  private word: string | undefined;
  private readonly words: string[] = [];

  constructor(private readonly text: string) {}

  read(): string[] {
    while (this.at < this.text.length) this.readPart();
    this.endWord();
    return this.words;
  }

  private readPart(): void {
    const { text, at } = this;
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      this.endWord();
      this.at++;
    } else if (character === "'") this.readSingleQuoted();
    else if (character === '"') this.readDoubleQuoted();
    else if (text.startsWith("$'", at)) this.readAnsiQuoted();
    else if (character === '\\') this.readEscaped();
    else if (character === '$') this.take('$', 1);
    else this.readPlain();
  }

  private take(part: string, length: number): void {
    this.word = (this.word ?? '') + part;
    this.at += length;
  }

  private endWord(): void {
    if (this.word !== undefined) this.words.push(this.word);
    this.word = undefined;
  }

  private readPlain(): void {
    PLAIN.lastIndex = this.at;
    const [plain = ''] = PLAIN.exec(this.text) ?? [];
    this.take(plain, plain.length);
  }

  /** A backslash before a line break continues the line. */
  private readEscaped(): void {
    const lineBreak = /\r?\n/y;
    lineBreak.lastIndex = this.at + 1;
    const continued = lineBreak.exec(this.text);
    if (continued) this.at += 1 + continued[0].length;
    else this.take(this.text.charAt(this.at + 1), 2);
  }

  private readSingleQuoted(): void {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) throw unclosed();
    this.take(this.text.slice(this.at + 1, end), end + 1 - this.at);
  }

  private readDoubleQuoted(): void {
    const end = this.findEnd('"', this.at + 1);
    const inner = this.text.slice(this.at + 1, end);
    this.take(inner.replace(/\\(?:\r?\n|(["\\$`]))/g, '$1'), end + 1 - this.at);
  }

  private readAnsiQuoted(): void {
    const end = this.findEnd("'", this.at + 2);
    this.take(unescapeAnsi(this.text.slice(this.at + 2, end)), end + 1 - this.at);
  }

  private findEnd(quote: string, start: number): number {
    for (let at = start; at < this.text.length; at++) {
      if (this.text[at] === '\\') at++;
      else if (this.text[at] === quote) return at;
    }
    throw unclosed();
  }
}

/** Decodes adjacent bytes (`\xc3\xbc`) together, because browsers write single bytes for Latin-1. */
function unescapeAnsi(text: string): string {
  let unescaped = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length > 0) unescaped += decodeBytes(Buffer.from(bytes));
    bytes = [];
  };
  for (let at = 0; at < text.length; at++) {
    const escape = text[at] === '\\' ? readEscape(text, at + 1) : undefined;
    if (escape?.byte !== undefined) bytes.push(escape.byte);
    else flush();
    unescaped += escape ? escape.text : text.charAt(at);
    at += escape?.length ?? 0;
  }
  flush();
  return unescaped;
}

interface Escape {
  readonly length: number;
  readonly text: string;
  readonly byte?: number;
}

function readEscape(text: string, at: number): Escape {
  CODE.lastIndex = at;
  const [all = '', unicode, hex, octal] = CODE.exec(text) ?? [];
  if (unicode !== undefined)
    return { length: all.length, text: fromCodePoint(parseInt(unicode.slice(1), 16)) };
  if (hex !== undefined) return { length: all.length, text: '', byte: parseInt(hex.slice(1), 16) };
  if (octal !== undefined) return { length: all.length, text: '', byte: parseInt(octal, 8) & 0xff };
  const next = text.charAt(at);
  return { length: 1, text: ANSI_ESCAPES[next] ?? next };
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
