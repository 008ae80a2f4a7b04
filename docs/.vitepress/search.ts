import type { DefaultTheme, MarkdownEnv, UserConfig } from 'vitepress';

import { withKeywords } from './keywords.js';

type VitePlugin = NonNullable<NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number]>;

/** The search runs in the browser, over an index that the build makes. */
export const search: Extract<DefaultTheme.Config['search'], { provider: 'local' }> = {
  provider: 'local',
  options: {
    miniSearch: {
      searchOptions: {
        // What explains a name comes before what lists it.
        boostDocument: (id: string) => (id.includes('/api/') ? 0.2 : 1),
        // Words that almost every page has say little. The function runs in the browser, so it uses nothing from outside.
        boostTerm: (term: string) =>
          /^(?:a|an|and|do|does|for|how|i|in|is|it|my|not|of|on|or|the|to|with)$/.test(term) ? 0.1 : 1,
      },
    },
    _render: (source, env: MarkdownEnv, md) =>
      md.render(isApi(env) ? names(source) : withKeywords(source, env.relativePath), env),
  },
};

function isApi({ relativePath }: MarkdownEnv): boolean {
  return /(?:^|\/)api\//.test(relativePath);
}

/** Without the code, and without the headings that each member has. */
function names(source: string): string {
  return source
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(
      /^#+ (?:Default|Deprecated|Example|Extends|Inherited from|Parameters|Properties|Returns|Throws)$/gm,
      '',
    );
}

/** What screen readers are told of the search box: a dialog with a list of links, where VitePress says a button. */
const CORRECTIONS: readonly (readonly [wrong: RegExp, right: string])[] = [
  [
    /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/,
    'role="dialog" aria-modal="true"',
  ],
  [/:id="'localsearch-item-' \+ index"\s+:aria-selected="[^"]*"\s+role="option"/, 'role="presentation"'],
  [
    /:aria-label="\[\.\.\.p\.titles, p\.title\]\.join\(' > '\)"/,
    `role="option" :id="'localsearch-item-' + index" :aria-selected="selectedIndex === index ? 'true' : 'false'"`,
  ],
  [/<kbd :aria-label=/g, '<kbd role="img" :aria-label='],
];

export const accessibleSearch: VitePlugin = {
  name: 'accessible-search',
  enforce: 'pre',
  transform(code: string, id: string) {
    if (!id.endsWith('/VPLocalSearchBox.vue')) return undefined;
    return CORRECTIONS.reduce((corrected, [wrong, right]) => {
      if (corrected.search(wrong) === -1)
        throw new Error(`VitePress has another search box now: ${wrong.source} is not in it.`);
      return corrected.replace(wrong, right);
    }, code);
  },
};
