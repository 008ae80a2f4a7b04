import { useData, withBase } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';

import './style.css';

/** The sidebar has the groups of the guides only, so that a guide names its own. */
const GuideGroup = () => {
  const { group } = useData().frontmatter.value;
  if (group === undefined) return undefined;
  return h('nav', { class: 'guide-group', 'aria-label': 'Group of this guide' }, [
    h('a', { href: withBase('/how-to/') }, 'How-to guides'),
    h('span', { 'aria-hidden': 'true' }, ' › '),
    h('a', { href: withBase(group.link) }, group.text),
  ]);
};

export default {
  ...DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, undefined, { 'doc-before': () => h(GuideGroup) }),
};
