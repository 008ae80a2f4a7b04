import { readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

import { API_NAVIGATION, packageName } from './api.js';
import { guideGroups } from './guides.js';
import type { SitePage } from './pages.js';
import { routeOf, sections } from './sections.js';

/** As TypeDoc writes its navigation. */
interface ApiEntry {
  readonly title: string;
  readonly path?: string;
  readonly children?: readonly ApiEntry[];
}

/** The reference of the API has a sidebar of its own: it names hundreds of pages. The guides are on their index. */
export function sidebar(): DefaultTheme.SidebarMulti {
  const api = JSON.parse(readFileSync(API_NAVIGATION, 'utf8')) as ApiEntry[];
  return {
    '/api/': [{ text: 'Overview', link: '/' }, { text: 'API', link: '/api/' }, ...api.map(entryItem)],
    '/': sections().map(({ text, pages }) => ({
      text,
      items: [
        ...(text === 'How-to' ? guideItems() : pages.map(pageItem)),
        ...(text === 'Reference' ? [{ text: 'API', link: '/api/' }] : []),
      ],
    })),
  };
}

function guideItems(): DefaultTheme.SidebarItem[] {
  return [
    { text: 'All guides', link: '/how-to/' },
    ...guideGroups().map(({ text, link }) => ({ text, link })),
  ];
}

function pageItem({ title, file }: SitePage): DefaultTheme.SidebarItem {
  return { text: file === 'index.md' ? 'Overview' : title, link: `/${routeOf(file)}` };
}

function entryItem(entry: ApiEntry): DefaultTheme.SidebarItem {
  return apiItem({ ...entry, title: packageName(entry.title) });
}

function apiItem({ title, path, children = [] }: ApiEntry): DefaultTheme.SidebarItem {
  return {
    text: title,
    ...(path !== undefined && { link: `/api/${routeOf(path)}` }),
    ...(children.length > 0 && { items: children.map(apiItem) }),
    // Only what has a page can be collapsed: a heading with a caret would be a button in a button.
    ...(children.length > 0 && path !== undefined && { collapsed: true }),
  };
}
