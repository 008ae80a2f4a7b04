import { fail } from '../errors.js';
import { Brackets, countUpTo } from './brackets.js';
import { maskSource } from './mask-source.js';

/** From `start` up to, but not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Edit extends Range {
  readonly text: string;
}

/** Longest distance between `<` and `>` of type arguments. It bounds the work for signs that only compare. */
const MAX_TYPE_ARGUMENTS = 2_000;

/** Text of a file, and its code without comments and the text inside strings. */
export class Source {
  readonly masked: string;
  private readonly brackets: Brackets;
  private readonly lines: readonly number[];

  constructor(readonly text: string) {
    this.masked = maskSource(text);
    this.brackets = new Brackets(this.masked);
    this.lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  codeOf({ start, end }: Range): string {
    return this.masked.slice(start, end);
  }

  /** Returns the range between an opening bracket and its closing bracket. */
  inside(open: number): Range {
    return { start: open + 1, end: this.brackets.closing(open) };
  }

  /** Returns the elements that commas separate, without the white space and comments around them. */
  elements(inside: Range): Range[] {
    const commas = this.commas(inside);
    const elements = [...commas, inside.end].map((end, index) =>
      this.trim({ start: index === 0 ? inside.start : (commas[index - 1] ?? 0) + 1, end }),
    );
    const last = elements.at(-1);
    return last && last.end > last.start ? elements : elements.slice(0, -1);
  }

  /** Returns the commas that are not in inner brackets. */
  commas({ start, end }: Range): number[] {
    const commas: number[] = [];
    for (let index = start; index < end; index = this.afterBrackets(index)) {
      if (this.masked[index] === ',') commas.push(index);
    }
    return commas;
  }

  /** Returns the index of the code after type arguments, or `start` if there are none. */
  afterTypeArguments(start: number): number {
    if (this.masked[start] !== '<') return start;
    let depth = 0;
    const end = Math.min(this.masked.length, start + MAX_TYPE_ARGUMENTS);
    for (let index = start; index < end; index++) {
      if (this.masked[index] === '<') depth += 1;
      if (this.masked[index] === '>' && this.masked[index - 1] !== '=') depth -= 1;
      if (depth === 0) return this.nextCode(index + 1);
    }
    fail('its type arguments do not end');
  }

  /** Returns the end of the code before type arguments, or of all code before `end` if there are none. */
  beforeTypeArguments(end: number): number {
    const last = this.previousCode(end);
    if (this.masked[last - 1] !== '>') return last;
    let depth = 0;
    const start = Math.max(0, last - MAX_TYPE_ARGUMENTS);
    for (let index = last - 1; index >= start; index--) {
      if (this.masked[index] === '>' && this.masked[index - 1] !== '=') depth += 1;
      if (this.masked[index] === '<') depth -= 1;
      if (depth === 0) return this.previousCode(index);
    }
    return last;
  }

  /** Returns the expression from an index up to the sign or the line end after it. */
  expressionAt(start: number): Range {
    let index = start;
    while (index < this.masked.length && !this.isExpressionEnd(start, index)) {
      index = /\s/.test(this.masked.charAt(index)) ? this.nextCode(index) : this.afterBrackets(index);
    }
    return this.trim({ start, end: index });
  }

  private isExpressionEnd(start: number, index: number): boolean {
    const next = this.nextCode(index);
    if (next === index) return ';,)]}'.includes(this.masked.charAt(index));
    if (this.previousCode(index) <= start || !this.masked.slice(index, next).includes('\n')) return false;
    const goesOn = this.endsWith(
      index,
      /(?<=[=<|&?:+*/%^~!.-]|(?<![.\w$])(?:as|satisfies|in|instanceof|new|await|typeof))/y,
    );
    const isContinued = /^(?:(?:as|satisfies|in|instanceof)\b|[^\w$@#'"{}\s])/.test(this.codeAfter(index));
    return !goesOn && !isContinued;
  }

  private afterBrackets(index: number): number {
    return '([{'.includes(this.masked.charAt(index)) ? this.inside(index).end + 1 : index + 1;
  }

  trim({ start, end }: Range): Range {
    const code = this.codeOf({ start, end });
    const from = start + (code.length - code.trimStart().length);
    return { start: from, end: Math.max(from, start + code.trimEnd().length) };
  }

  /**
   * Matches the code before an index, without the white space and comments at its end.
   *
   * @param pattern a lookbehind with the flag `y`, which reads backward and therefore only the code that it needs
   */
  matchBefore(index: number, pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.previousCode(index);
    return pattern.exec(this.masked);
  }

  /** Returns whether {@link matchBefore} has a match. */
  endsWith(index: number, pattern: RegExp): boolean {
    return this.matchBefore(index, pattern) !== null;
  }

  /** Returns the end of the code before an index. */
  private previousCode(index: number): number {
    return this.masked.slice(0, index).trimEnd().length;
  }

  /** Returns the index of the code from an index on. */
  nextCode(index: number): number {
    return this.masked.length - this.codeAfter(index).length;
  }

  codeAfter(index: number): string {
    return this.masked.slice(index).trimStart();
  }

  /** Yields the brackets around an index, the innermost first. */
  bracketsAround(index: number): Iterable<number> {
    return this.brackets.around(index);
  }

  /** Returns the number of a line, from 1. */
  lineAt(index: number): number {
    return countUpTo(this.lines, index);
  }

  /** Returns the indentation of a line. */
  indentationAt(index: number): string {
    const line = this.text.slice(this.lines[this.lineAt(index) - 1], index);
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
