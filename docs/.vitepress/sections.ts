import { posix } from 'node:path';

import { guideGroups } from './guides.js';
import { handwrittenPages, type SitePage } from './pages.js';

interface SectionOrder {
  readonly text: string;
  readonly folder: string;
  readonly order: readonly string[];
}

/** The sections of the site, the folder of each, and the order of its pages. Pages that are not named follow in alphabetical order. */
const SECTIONS: readonly SectionOrder[] = [
  { text: 'Start', folder: 'start', order: ['index', 'getting-started', 'local-development'] },
  { text: 'How-to', folder: 'how-to', order: ['index', ...guideGroups().flatMap(({ files }) => files)] },
  {
    text: 'Reference',
    folder: 'reference',
    order: [
      'cheat-sheet',
      'options',
      'decorators',
      'webhooks',
      'errors',
      'findings',
      'cli',
      'telemetry',
      'compatibility',
      'glossary',
    ],
  },
  {
    text: 'Concepts',
    folder: 'concepts',
    order: [
      'how-signalwire-signs',
      'request-lifecycle',
      'security',
      'architecture',
      'comparison',
      'performance',
    ],
  },
  { text: 'Help', folder: 'help', order: ['troubleshooting', 'faq', 'upgrade', 'versioning'] },
];

export interface Section {
  readonly text: string;
  readonly pages: readonly SitePage[];
}

/** The pages of the site, except the reference of the API, in the order of the sidebar. */
export function sections(): Section[] {
  const pages = handwrittenPages();
  return SECTIONS.map(({ text, folder, order }) => {
    const place = ({ file }: SitePage) => {
      const index = order.indexOf(posix.basename(file, '.md'));
      return index === -1 ? order.length : index;
    };
    const own = pages.filter(({ file }) => folderOf(file) === folder);
    return { text, pages: own.sort((one, other) => place(one) - place(other)) };
  });
}

/** The overview is at the root. */
function folderOf(file: string): string {
  return file === 'index.md' ? 'start' : posix.dirname(file);
}

/** The address of a page under the base of the site. */
export function routeOf(file: string): string {
  return file.replace(/(?:^|(?<=\/))index\.md$|\.md$/, '');
}
