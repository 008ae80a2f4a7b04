import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Generated pages of the API. */
export const GENERATED = 'build/site/pages';
/** The built site. */
export const OUTPUT = 'build/site/html';
export const REPOSITORY = 'https://github.com/nestjs-signalwire-webhook/nestjs-signalwire-webhook';

export interface SitePage {
  /** Its file under the root of the site: `recipes/nginx.md`. */
  readonly file: string;
  readonly title: string;
  /** Its first paragraph as plain text, empty if it begins with something else. */
  readonly description: string;
  readonly markdown: string;
}

export function toPage(file: string, markdown: string): SitePage {
  const [, title = ''] = /^# +(.+)$/m.exec(markdown) ?? [];
  return { file, title: plain(title), description: descriptionOf(markdown), markdown };
}

/** Every page that is written by hand, in docs/ and its folders. */
export function handwrittenPages(): SitePage[] {
  return markdownFiles(join(ROOT, 'docs')).map((file) =>
    toPage(file, readFileSync(join(ROOT, 'docs', file), 'utf8')),
  );
}

/** By the file of the page; the pages of the API have none. */
export function descriptions(): Map<string, string> {
  return new Map(handwrittenPages().map(({ file, description }) => [file, description] as const));
}

/** By the file of the page. */
export function titles(): Map<string, string> {
  return new Map(handwrittenPages().map(({ file, title }) => [file, title] as const));
}

function markdownFiles(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(under, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : markdownFiles(folder, path);
    return path.endsWith('.md') ? [path] : [];
  });
}

function descriptionOf(markdown: string): string {
  const [, first = ''] = /^# .+\n+((?:.+\n)+)/m.exec(markdown) ?? [];
  return /^(?:[#|>!-]|```|\d+\. )/.test(first) ? '' : firstSentences(plain(first));
}

/** As many as fit into a search result, and one at least. */
function firstSentences(text: string): string {
  const sentences = text.split(/(?<=[.?!]) (?=\p{Lu}|`)/u);
  const fitting = sentences.findIndex((_, index) => sentences.slice(0, index + 1).join(' ').length > 180);
  return sentences.slice(0, fitting === -1 ? undefined : Math.max(fitting, 1)).join(' ');
}

function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/(?<!\w)_([^_]+)_(?!\w)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/:$/, '.');
}
