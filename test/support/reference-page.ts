import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The text of a page of docs/reference. */
export function readReferencePage(name: string): string {
  return readFileSync(join(root, 'docs/reference', name), 'utf8');
}

/** The text below a heading, such as `## Fields`, up to the next heading. */
export function sectionOf(page: string, heading: string): string {
  const [, section = ''] = page.split(`\n${heading}\n`);
  return section.split(/^##/m)[0] ?? '';
}

/** The names in the first column of the tables of a section. */
export function rowsOf(page: string, heading: string): string[] {
  return [...sectionOf(page, heading).matchAll(/^\| `([^`]+)` /gm)].map(([, name = '']) => name);
}

/** The sources of the library, with texts that are put together of several lines in one piece. */
export function textsOfTheLibrary(): string {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'lib', name), 'utf8'));
  return sources.join('\n').replace(/['"`] \+\s+['"`]/g, '');
}
