import { NotUnderstoodError } from '../not-understood.error.js';
import { maskSource } from './mask-source.js';

/** From `start` up to, but not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Edit extends Range {
  readonly text: string;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A file's text, and beside it the text in which only code is left. */
export class Source {
  readonly masked: string;

  constructor(readonly text: string) {
    this.masked = maskSource(text);
  }

  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  codeOf({ start, end }: Range): string {
    return this.masked.slice(start, end);
  }

  /** What is between the bracket here and the one that closes it. */
  inside(open: number): Range {
    const stack: string[] = [];
    for (let index = open; index < this.masked.length; index++) {
      const character = this.masked.charAt(index);
      const closing = CLOSING[character];
      if (closing !== undefined) stack.push(closing);
      else if (')]}'.includes(character) && stack.pop() !== character) break;
      if (stack.length === 0) return { start: open + 1, end: index };
    }
    throw new NotUnderstoodError('its brackets do not match');
  }

  /** The elements that commas separate, without the spaces and comments around them. */
  elements(inside: Range): Range[] {
    const commas = this.commas(inside);
    const elements = [...commas, inside.end].map((end, index) =>
      this.trim({ start: index === 0 ? inside.start : (commas[index - 1] ?? 0) + 1, end }),
    );
    const last = elements.at(-1);
    return last && last.end > last.start ? elements : elements.slice(0, -1);
  }

  /** Where the commas are that are in no further brackets. */
  commas({ start, end }: Range): number[] {
    const commas: number[] = [];
    for (let index = start; index < end; index++) {
      const character = this.masked.charAt(index);
      if (character === ',') commas.push(index);
      else if (CLOSING[character] !== undefined) index = this.inside(index).end;
    }
    return commas;
  }

  /** Where the code goes on after `<…>`, if that is here. */
  afterTypeArguments(start: number): number {
    if (this.masked[start] !== '<') return start;
    let depth = 0;
    for (let index = start; index < this.masked.length; index++) {
      if (this.masked[index] === '<') depth += 1;
      if (this.masked[index] === '>' && this.masked[index - 1] !== '=') depth -= 1;
      if (depth === 0) return this.masked.length - this.codeAfter(index + 1).length;
    }
    throw new NotUnderstoodError('its type arguments do not end');
  }

  /** The expression that begins here, up to the sign or the end of the line that ends it. */
  expressionAt(start: number): Range {
    let index = start;
    while (index < this.masked.length && !this.isExpressionEnd(start, index)) {
      index = CLOSING[this.masked.charAt(index)] === undefined ? index + 1 : this.inside(index).end + 1;
    }
    return this.trim({ start, end: index });
  }

  private isExpressionEnd(start: number, index: number): boolean {
    const character = this.masked.charAt(index);
    if (character !== '\n') return ';,)]}'.includes(character);
    const before = this.masked.slice(start, index).trimEnd();
    const goesOn = /(?:^|[=<|&?:+*/%^~!.-]|(?<![.\w$])(?:as|satisfies|in|instanceof|new|await|typeof))$/.test(
      before,
    );
    const isContinued = /^(?:(?:as|satisfies|in|instanceof)\b|[^\w$@#'"{}\s])/.test(this.codeAfter(index));
    return !goesOn && !isContinued;
  }

  trim({ start, end }: Range): Range {
    const code = this.codeOf({ start, end });
    const from = start + (code.length - code.trimStart().length);
    return { start: from, end: Math.max(from, start + code.trimEnd().length) };
  }

  /** The code before an index, without the white space and comments at its end. */
  codeBefore(index: number): string {
    return this.masked.slice(0, index).trimEnd();
  }

  codeAfter(index: number): string {
    return this.masked.slice(index).trimStart();
  }

  /** The brackets that are open at an index, the innermost first. */
  bracketsAround(index: number): number[] {
    const open: number[] = [];
    for (let position = 0; position < index; position++) {
      const character = this.masked.charAt(position);
      if (CLOSING[character] !== undefined) open.unshift(position);
      else if (')]}'.includes(character)) open.shift();
    }
    return open;
  }

  /** The number of the line, from 1. */
  lineAt(index: number): number {
    return this.text.slice(0, index).split('\n').length;
  }

  /** The white space that the line begins with. */
  indentationAt(index: number): string {
    const line = this.text.slice(this.text.lastIndexOf('\n', index - 1) + 1, index);
    return /^[ \t]*/.exec(line)?.[0] ?? '';
  }

  apply(edits: readonly Edit[]): string {
    let result = '';
    let index = 0;
    for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
      result += this.text.slice(index, start) + text;
      index = end;
    }
    return result + this.text.slice(index);
  }
}
