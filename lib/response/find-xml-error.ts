const NAME = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const ATTRIBUTE = /\s+([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;
/** Only these entities are defined without a document type. */
const UNESCAPED_AMPERSAND = /&(?!(?:#\d{1,7}|#x[\da-fA-F]{1,6}|amp|lt|gt|quot|apos);)/;
const XML_DECLARATION = /^<\?xml\s/;

/** Markup that is skipped: its beginning and its end. */
const PASSED_OVER: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

/**
 * Returns why a text is not a well-formed XML document, as a phrase; `undefined` if it is. Each character is read once.
 *
 * @param root name of the only element that the document may consist of
 */
export function findXmlError(text: string, root: string): string | undefined {
  return new XmlScan(text.replace(/^\ufeff/, ''), root).run();
}

class XmlScan {
  private at = 0;
  private readonly open: string[] = [];
  private hasRoot = false;

  constructor(
    private readonly text: string,
    private readonly root: string,
  ) {}

  run(): string | undefined {
    while (this.at < this.text.length) {
      const error = this.text[this.at] === '<' ? this.readMarkup() : this.readText();
      if (error) return error;
    }
    if (!this.hasRoot) return `<${this.root}> is missing`;
    return this.open.length > 0 ? `<${this.open.at(-1) ?? ''}> is not closed` : undefined;
  }

  private readText(): string | undefined {
    const next = this.text.indexOf('<', this.at);
    const text = this.text.slice(this.at, next < 0 ? undefined : next);
    this.at = next < 0 ? this.text.length : next;
    const parent = this.open.at(-1);
    if (parent === undefined)
      return text.trim() === '' ? undefined : `there is text outside of <${this.root}>`;
    return UNESCAPED_AMPERSAND.test(text) ? `unescaped & in <${parent}>: write &amp;` : undefined;
  }

  private readMarkup(): string | undefined {
    if (this.at > 0 && XML_DECLARATION.test(this.text.slice(this.at, this.at + 6)))
      return 'the XML declaration is not at the beginning';
    for (const [start, end] of PASSED_OVER) {
      if (!this.text.startsWith(start, this.at)) continue;
      const close = this.text.indexOf(end, this.at + start.length);
      this.at = close + end.length;
      return close < 0 ? `${start} is not closed` : undefined;
    }
    return this.text[this.at + 1] === '/' ? this.readClosingTag() : this.readOpeningTag();
  }

  private readClosingTag(): string | undefined {
    const name = this.match(NAME, this.at + 2)?.[0];
    const end = name === undefined ? null : this.match(TAG_END, this.at + 2 + name.length);
    if (name === undefined || !end) return 'a tag is not complete';
    const opened = this.open.pop();
    if (opened !== name)
      return opened === undefined ? `</${name}> closes nothing` : `</${name}> closes <${opened}>`;
    this.at = TAG_END.lastIndex;
    return undefined;
  }

  private readOpeningTag(): string | undefined {
    const name = this.match(NAME, this.at + 1)?.[0];
    if (name === undefined) return 'unescaped <: write &lt;';
    if (this.open.length === 0) {
      if (this.hasRoot || name !== this.root) return `<${name}> is outside of <${this.root}>`;
      this.hasRoot = true;
    }
    this.at += 1 + name.length;
    for (let match = this.match(ATTRIBUTE, this.at); match; match = this.match(ATTRIBUTE, this.at)) {
      if (UNESCAPED_AMPERSAND.test(match[2] ?? match[3] ?? ''))
        return `unescaped & in the attribute ${match[1] ?? ''}: write &amp;`;
      this.at = ATTRIBUTE.lastIndex;
    }
    const end = this.match(TAG_END, this.at);
    if (!end) return `<${name}> is not complete`;
    if (end[1] !== '/') this.open.push(name);
    this.at = TAG_END.lastIndex;
    return undefined;
  }

  private match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.text);
  }
}
