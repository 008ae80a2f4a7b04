import { fail } from '../errors.js';

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*/uy;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\[\r\n])+\/\w*/y;
/** A slash with a second one on the same line. Without a second one, a slash divides. */
const TWO_SLASHES = /\/[^/\r\n]*\//y;
const STRING = /'(?:\\[^]|[^'\\\r\n])*'|"(?:\\[^]|[^"\\\r\n])*"/y;
const COMMENT = /\/\/[^\r\n\u2028\u2029]*|\/\*[^]*?\*\/|^#![^\r\n]*/y;
const TEMPLATE_TEXT = /(?:\\[^]|\$(?!\{)|[^\\`$])*/y;
const SPACE = /\s+/y;

/** Words before a value. A slash after such a word begins a regular expression. */
const BEFORE_VALUE =
  /^(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield|instanceof|new|extends|default)$/;
const BEFORE_HEAD = /^(?:if|while|for|with)$/;
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Code of developers has far fewer. The limit bounds the work of everything that walks outward through brackets. */
const MAX_DEPTH = 1_000;

interface Bracket {
  readonly sign: string;
  /** Whether the parentheses are those of `if (…)` or a similar statement. A statement begins after them. */
  readonly isHead: boolean;
  readonly isInTemplate: boolean;
}

/**
 * Replaces comments and the text inside strings, templates and regular expressions by spaces. Each character keeps its
 * index, so an index in the result is the same index in the source. The code between `${` and `}` of a template stays,
 * in braces.
 *
 * @throws NotUnderstoodError if only a parser can tell code from text
 */
export function maskSource(source: string): string {
  return new SourceMask(source).mask();
}

class SourceMask {
  /** Parts of the result. A growing string would be copied each time that its end is read. */
  private readonly parts: string[] = [];
  private position = 0;
  private readonly brackets: Bracket[] = [];
  /** The last two tokens of code. */
  private last = '';
  private beforeLast = '';
  private endOfLast = 0;
  /** Whether the last token ends a value, which a slash divides; undefined if only a parser knows. */
  private isAfterValue: boolean | undefined = false;

  constructor(private readonly source: string) {}

  mask(): string {
    while (this.position < this.source.length) this.step();
    if (this.brackets.length > 0) failOn('brackets that do not match');
    return this.parts.join('');
  }

  private step(): void {
    const character = this.source.charAt(this.position);
    const comment = this.match(COMMENT);
    if (comment !== undefined) this.append(spacesFor(comment));
    else if (/\s/.test(character)) this.append(this.match(SPACE) ?? character);
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
    else if (character === '\\') failOn('a name that is written with an escape');
    else this.addSign(character);
  }

  private addWord(word: string): void {
    const isName = this.last === '.' || this.last === '#' || !BEFORE_VALUE.test(word);
    this.add(word, word, isName);
  }

  private addSign(sign: string): void {
    const isRepeated = sign === this.last && this.position === this.endOfLast;
    const isDouble = (sign === '+' || sign === '-') && isRepeated;
    const isAssertion = sign === '!' && this.isAfterValue !== false && !this.isAtLineStart();
    const isSpread = sign === '.' && isRepeated && this.beforeLast === '.';
    this.add(isSpread ? '...' : sign, sign, isDouble || isAssertion);
  }

  private addSlash(): void {
    if (this.source.startsWith('/*', this.position)) failOn('a comment without an end');
    if (this.isAfterValue === true || this.match(TWO_SLASHES) === undefined) this.add('/', '/', false);
    else if (this.isAfterValue === undefined)
      failOn('a slash after a brace, which divides or begins a regular expression');
    else this.addOpaque(this.match(REGEXP), 'a regular expression');
  }

  private addOpaque(text: string | undefined, name: string): void {
    if (text === undefined) failOn(`${name} without an end`);
    this.add(text, text.charAt(0) + spacesFor(text.slice(1, -1)) + text.charAt(0), true);
  }

  private open(sign: string): void {
    const isForAwait = this.last === 'await' && this.beforeLast === 'for';
    const isHead = isForAwait || (this.beforeLast !== '.' && BEFORE_HEAD.test(this.last));
    this.push({ sign, isHead, isInTemplate: false });
    this.add(sign, sign, false);
  }

  private close(sign: string): void {
    const bracket = this.brackets.pop();
    if (!bracket || bracket.sign !== OPENING[sign]) failOn('brackets that do not match');
    if (bracket.isInTemplate) this.addTemplateText('}');
    else this.add(sign, sign, sign === '}' ? undefined : !bracket.isHead);
  }

  private push(bracket: Bracket): void {
    if (this.brackets.length === MAX_DEPTH) failOn(`more than ${MAX_DEPTH} brackets in each other`);
    this.brackets.push(bracket);
  }

  /** Adds the text from a sign up to the end of the template or up to the next code in the template. */
  private addTemplateText(sign: string): void {
    TEMPLATE_TEXT.lastIndex = this.position + 1;
    const [text = ''] = TEMPLATE_TEXT.exec(this.source) ?? [];
    this.append(sign + spacesFor(text));
    const isEnd = this.source.charAt(this.position) === '`';
    if (!isEnd && !this.source.startsWith('${', this.position)) failOn('a template without an end');
    if (isEnd) this.add('`', '`', true);
    else {
      this.push({ sign: '{', isHead: false, isInTemplate: true });
      this.add('{', ' {', false);
    }
  }

  private add(token: string, masked: string, isValue: boolean | undefined): void {
    this.append(masked);
    this.beforeLast = this.last;
    this.last = token;
    this.endOfLast = this.position;
    this.isAfterValue = isValue;
  }

  private append(masked: string): void {
    this.parts.push(masked);
    this.position += masked.length;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.source)?.[0];
  }

  private isAtLineStart(): boolean {
    return this.last === '' || /[\r\n]/.test(this.source.slice(this.endOfLast, this.position));
  }
}

function spacesFor(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

function failOn(fault: string): never {
  fail(`it has ${fault}`);
}
