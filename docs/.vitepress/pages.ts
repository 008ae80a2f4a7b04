import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { slugify } from './slugify.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is made for the site and not kept: pages out of the README and out of the types, and the site itself. */
export const GENERATED = 'build/site/pages';
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
  return new Map(
    [...handwrittenPages(), ...readmePages()].map(({ file, description }) => [file, description] as const),
  );
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

/** Sections of the README that the site says elsewhere, or that are for who works on the library. */
const LEFT_OUT = new Set(['guides', 'tests-and-the-command-line', 'try-it', 'develop', 'licence']);

interface Section {
  readonly slug: string;
  readonly markdown: string;
}

function readmeSections(): Section[] {
  const sections = readFileSync(join(ROOT, 'README.md'), 'utf8')
    .split(/^(?=## )/m)
    .slice(1);
  return sections.map((markdown) => ({ slug: slugify(/^## +(.+)$/m.exec(markdown)?.[1] ?? ''), markdown }));
}

function anchorsOf({ markdown }: Section): string[] {
  const text = markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => slugify(heading));
}

/** The sections that become pages: those that have no page of their own in docs/. */
function shownSections(): Section[] {
  return readmeSections().filter(({ slug }) => !LEFT_OUT.has(slug) && !hasPage(slug));
}

function hasPage(slug: string): boolean {
  return existsSync(join(ROOT, 'docs', `${slug}.md`));
}

/** The README's sections as pages: their links are those of pages beside each other. */
export function readmePages(): SitePage[] {
  return shownSections().map(({ slug, markdown }) =>
    toPage(
      `${slug}.md`,
      raiseHeadings(markdown)
        .replaceAll('](docs/', '](')
        .replace(/\]\(#([\w-]+)\)/g, (_, anchor: string) => `](${readmeLink(anchor)})`),
    ),
  );
}

function raiseHeadings(markdown: string): string {
  return markdown
    .split(/(^ *```[\s\S]*?^ *```$)/m)
    .map((part) => (/^ *```/.test(part) ? part : part.replace(/^##/gm, '#')))
    .join('');
}

/** Where the site has what the README has under an anchor; the README itself for what the site leaves out. */
export function readmeLink(anchor: string): string {
  const section = readmeSections().find((candidate) => anchorsOf(candidate).includes(anchor));
  if (section === undefined || LEFT_OUT.has(section.slug)) return `${REPOSITORY}#${anchor}`;
  return hasPage(section.slug) ? `${section.slug}.md` : `${section.slug}.md#${anchor}`;
}
