import type { MarkdownOptions } from 'vitepress';
import { posix } from 'node:path';

import { REPOSITORY } from './pages.js';
import { slugify } from './slugify.js';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];
type Token = ReturnType<MarkdownIt['parse']>[number];

export const markdown: MarkdownOptions = {
  anchor: { slugify },
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  languageAlias: { promql: 'sql' },
  config: adapt,
};

function adapt(md: MarkdownIt): void {
  md.renderer.rules.code_inline = (tokens, index, _options, env, renderer) => {
    const token = tokens[index];
    if (token === undefined) return '';
    const parts = breakable(token.content).map((part) => md.utils.escapeHtml(part));
    // A type of the API is several names without a space between them.
    const { relativePath = '' } = env as { relativePath?: string };
    const before = /(?:^|\/)api\//.test(relativePath) ? '<wbr>' : '';
    return `${before}<code${renderer.renderAttrs(token)}>${parts.join('<wbr>')}</code>`;
  };
  md.core.ruler.push('adapt-to-the-site', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string };
    for (const token of tokens.flatMap(({ children }) => children ?? [])) adaptInline(token, relativePath);
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'th_open' && tokens[index + 1]?.content === '')
        makeCell(tokens.slice(index, index + 3));
    }
  });
}

/** Links that leave docs/ work on GitHub as they are; on the site they lead to its own pages, or to GitHub. */
function adaptInline(token: Token, page: string): void {
  const href = token.attrGet('href');
  if (token.type === 'link_open' && href) token.attrSet('href', siteLink(href, page));
  // Vue reads braces in code as code of its own, unless it is told not to.
  if (token.type === 'code_inline') token.attrSet('v-pre', '');
}

/** Longer names may also break before a capital letter. */
const MAX_UNBROKEN = 24;

/** The parts of inline code: between them a line may break, so that no line breaks inside a word. */
export function breakable(code: string): string[] {
  const words = code.split(/(?<=[\w)\]}][/.,:=?&_(<-])(?=[\w({['"…$.])/u);
  return words.flatMap((word) => (isLongName(word) ? word.split(/(?<=[a-z\d])(?=[A-Z])/) : [word]));
}

function isLongName(word: string): boolean {
  return word.length > MAX_UNBROKEN && /^\w+$/.test(word);
}

/** The empty corner of a table heads nothing. */
function makeCell(header: readonly Token[]): void {
  for (const token of header) if (token.tag === 'th') token.tag = 'td';
}

/** A link as the site needs it; `page` is the file that holds it, under docs/. */
export function siteLink(href: string, page: string): string {
  const [path = '', anchor] = href.split('#');
  if (!path.startsWith('../')) return href;
  const target = posix.join('docs', posix.dirname(page), path);
  if (target === 'README.md') return anchor === undefined ? '/index.md' : `${REPOSITORY}#${anchor}`;
  return target.startsWith('docs/') ? href : `${REPOSITORY}/blob/main/${href.replace(/^(?:\.\.\/)+/, '')}`;
}
