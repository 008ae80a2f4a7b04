import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { siteLink } from './markdown.js';
import type { SitePage } from './pages.js';
import { sections } from './sections.js';

interface Site {
  readonly title: string;
  readonly description: string;
  /** The address of its root, or the path of it. */
  readonly address: string;
}

/** For machines: `llms.txt` (see llmstxt.org), all pages in one file, and each page as Markdown beside its HTML. */
export function writeForMachines(folder: string, site: Site): void {
  const pages = sections().flatMap(({ pages }) => pages);
  for (const page of pages) write(join(folder, page.file), withSiteLinks(page));
  write(join(folder, 'llms.txt'), overview(site));
  write(join(folder, 'llms-full.txt'), pages.map(withSiteLinks).join('\n\n'));
}

function overview({ title, description, address }: Site): string {
  const lists = sections().map(({ text, pages }) => `## ${text}\n\n${pages.map(line(address)).join('\n')}`);
  const api = `## Optional\n\n- [API](${address}api/): every public name, from its types and comments`;
  return [`# ${title}`, `> ${description}`, ...lists, api].join('\n\n') + '\n';
}

const line = (address: string) => (page: SitePage) =>
  `- [${page.title}](${address}${page.file})${page.description && `: ${page.description}`}`;

function withSiteLinks({ file, markdown }: SitePage): string {
  const up = '../'.repeat(file.split('/').length - 1);
  return markdown.replace(/\]\((\.\.\/[^)\s]+)\)/g, (_, href: string) => {
    return `](${siteLink(href, file).replace(/^\//, up || './')})`;
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
