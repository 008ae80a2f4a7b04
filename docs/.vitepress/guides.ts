import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './pages.js';
import { slugify } from './slugify.js';

const INDEX = join(ROOT, 'docs/how-to/index.md');

export interface GuideGroup {
  readonly text: string;
  /** Its place on the index of the guides. */
  readonly link: string;
  /** The names of its files in docs/how-to, in order. */
  readonly files: readonly string[];
}

/** The guides by task, as their index lists them. */
export function guideGroups(): GuideGroup[] {
  const [, ...groups] = readFileSync(INDEX, 'utf8').split(/^## /m);
  return groups.map((group) => {
    const [text = ''] = group.split('\n');
    const files = [...group.matchAll(/^- \[[^\]]+\]\(([\w-]+)\.md\)/gm)].map(([, file = '']) => file);
    return { text, link: `/how-to/#${slugify(text)}`, files };
  });
}

/** What a guide shows of its neighbors, because the sidebar has its group only. */
export interface GuidePlace {
  readonly group: { readonly text: string; readonly link: string };
  readonly prev: { readonly text: string; readonly link: string } | false;
  readonly next: { readonly text: string; readonly link: string } | false;
}

/** The place of a page among the guides, or `undefined` for any other page. */
export function guidePlace(file: string, titles: ReadonlyMap<string, string>): GuidePlace | undefined {
  const [, name = ''] = /^how-to\/([\w-]+)\.md$/.exec(file) ?? [];
  const group = guideGroups().find(({ files }) => files.includes(name));
  if (group === undefined) return undefined;
  const index = group.files.indexOf(name);
  const neighbor = (other: string | undefined) => {
    const text = titles.get(`how-to/${other}.md`);
    return text === undefined ? (false as const) : { text, link: `/how-to/${other}` };
  };
  return {
    group: { text: group.text, link: group.link },
    prev: neighbor(group.files[index - 1]),
    next: neighbor(group.files[index + 1]),
  };
}
