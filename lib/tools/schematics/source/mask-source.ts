import { NotUnderstoodError } from '../not-understood.error.js';

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*/uy;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\[\r\n])+\/\w*/y;
const STRING = /'(?:\\[^]|[^'\\\r\n])*'|"(?:\\[^]|[^"\\\r\n])*"/y;
const COMMENT = /\/\/[^\r\n\u2028\u2029]*|\/\*[^]*?\*\/|^#![^\r\n]*/y;
const TEMPLATE_TEXT = /(?:\\[^]|\$(?!\{)|[^\\`$])*/y;
const SPACE = /\s+/y;

/** Words that a value follows, and so a regular expression rather than a division. */
const BEFORE_VALUE =
  /^(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield|instanceof|new|extends|default)$/;
const BEFORE_HEAD = /^(?:if|while|for|with)$/;
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

interface Bracket {
  readonly sign: string;
  /** The parentheses of `if (…)` and the like, after which a statement begins. */
  readonly isHead: boolean;
  readonly isInTemplate: boolean;
}

/**
 * The same text with spaces for comments and for what is inside strings, templates and regular expressions. Each
 * character keeps its place, so patterns and brackets that are found in it are code, at the same index of the source.
 * The code between `${` and `}` of a template is code as well, in braces.
 */
export function maskSource(source: string): string {
  return new SourceMask(source).mask();
}

class SourceMask {
  private masked = '';
  private readonly brackets: Bracket[] = [];
  /** The last word or sign of code, and the one before it. */
  private last = '';
  private beforeLast = '';
  /** Whether the last word or sign ends a value, so that a slash divides it; undefined where only a parser knows. */
  private isAfterValue: boolean | undefined = false;

  constructor(private readonly source: string) {}

  mask(): string {
    while (this.masked.length < this.source.length) this.step();
    if (this.brackets.length > 0) fail('brackets that do not match');
    return this.masked;
  }

  private step(): void {
    const character = this.source.charAt(this.masked.length);
    const comment = this.match(COMMENT);
    if (comment !== undefined) this.masked += spacesFor(comment);
    else if (/\s/.test(character)) this.masked += this.match(SPACE) ?? character;
    else if (character === "'" || character === '"') this.addOpaque(this.match(STRING), 'a string');
    else if (character === '`') this.addTemplateText('`');
    else if (character === '/') this.addSlash();
    else this.addCode(character);
  }

  private addCode(character: string): void {
    const word = this.match(WORD);
    if (word !== undefined) this.addWord(word);
    else if ('([{'.includes(character)) this.open(character);
    else if (')]}'.includes(character)) this.close(character);
    else if (character === '\\') fail('a name that is written with an escape');
    else this.addSign(character);
  }

  private addWord(word: string): void {
    const isName = this.last === '.' || this.last === '#' || !BEFORE_VALUE.test(word);
    this.add(word, word, isName);
  }

  private addSign(sign: string): void {
    const isDouble = (sign === '+' || sign === '-') && this.masked.endsWith(sign);
    const isAssertion = sign === '!' && this.isAfterValue !== false && !this.isAtLineStart();
    const isSpread = sign === '.' && this.masked.endsWith('..');
    this.add(isSpread ? '...' : sign, sign, isDouble || isAssertion);
  }

  private addSlash(): void {
    if (this.source.startsWith('/*', this.masked.length)) fail('a comment without an end');
    const expression = this.isAfterValue === true ? undefined : this.match(REGEXP);
    if (expression === undefined) this.add('/', '/', false);
    else if (this.isAfterValue === undefined)
      fail('a slash after a brace, which divides or begins a regular expression');
    else this.addOpaque(expression, 'a regular expression');
  }

  private addOpaque(text: string | undefined, what: string): void {
    if (text === undefined) fail(`${what} without an end`);
    this.add(text, text.charAt(0) + spacesFor(text.slice(1, -1)) + text.charAt(0), true);
  }

  private open(sign: string): void {
    const isForAwait = this.last === 'await' && this.beforeLast === 'for';
    const isHead = isForAwait || (this.beforeLast !== '.' && BEFORE_HEAD.test(this.last));
    this.brackets.push({ sign, isHead, isInTemplate: false });
    this.add(sign, sign, false);
  }

  private close(sign: string): void {
    const bracket = this.brackets.pop();
    if (!bracket || bracket.sign !== OPENING[sign]) fail('brackets that do not match');
    if (bracket.isInTemplate) this.addTemplateText('}');
    else this.add(sign, sign, sign === '}' ? undefined : !bracket.isHead);
  }

  /** From the sign up to the end of the template, or into the code that it holds next. */
  private addTemplateText(sign: string): void {
    TEMPLATE_TEXT.lastIndex = this.masked.length + 1;
    const [text = ''] = TEMPLATE_TEXT.exec(this.source) ?? [];
    this.masked += sign + spacesFor(text);
    const isEnd = this.source.charAt(this.masked.length) === '`';
    if (!isEnd && !this.source.startsWith('${', this.masked.length)) fail('a template without an end');
    if (isEnd) this.add('`', '`', true);
    else {
      this.brackets.push({ sign: '{', isHead: false, isInTemplate: true });
      this.add('{', ' {', false);
    }
  }

  private add(token: string, masked: string, isValue: boolean | undefined): void {
    this.masked += masked;
    this.beforeLast = this.last;
    this.last = token;
    this.isAfterValue = isValue;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.masked.length;
    return pattern.exec(this.source)?.[0];
  }

  private isAtLineStart(): boolean {
    return /(?:^|[\r\n])\s*$/.test(this.masked.slice(-200));
  }
}

function spacesFor(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

function fail(what: string): never {
  throw new NotUnderstoodError(`it has ${what}`);
}
