import { handwrittenPages, readmePages, type SitePage } from './pages.js';

/** The sections of the site and the order of their pages. Pages that are not named come after those that are. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Start: [
    'index.md',
    'getting-started.md',
    'nest-add.md',
    'the-first-five-minutes.md',
    'local-development.md',
  ],
  Concepts: ['how-signalwire-signs.md', 'way-of-a-request.md', 'the-public-url.md'],
  Guides: [
    'the-handler.md',
    'responses.md',
    'payloads.md',
    'signing-keys.md',
    'unsigned-webhooks.md',
    'once.md',
    'observability.md',
    'other-guards.md',
    'openapi.md',
    'testing.md',
    'without-nest.md',
  ],
  Recipes: ['recipes/index.md'],
  Migration: ['migration.md'],
  Security: ['security.md'],
  Reference: ['options.md', 'errors.md', 'troubleshooting.md', 'cli.md', 'architecture.md'],
};

export interface Section {
  readonly text: string;
  readonly pages: readonly SitePage[];
}

/** The site's pages, but for the reference of the API, in the order of the sidebar. */
export function sections(): Section[] {
  const pages = [...handwrittenPages(), ...readmePages()];
  const all = Object.entries(SECTIONS).map(([text, order]) => {
    const place = ({ file }: SitePage) => (order.includes(file) ? order.indexOf(file) : order.length);
    const own = pages.filter(({ file }) => sectionOf(file) === text);
    return { text, pages: own.sort((one, other) => place(one) - place(other)) };
  });
  return all.filter(({ pages: own }) => own.length > 0);
}

function sectionOf(file: string): string {
  const named = Object.entries(SECTIONS).find(([, files]) => files.includes(file));
  if (named) return named[0];
  if (file.startsWith('recipes/')) return 'Recipes';
  return file.startsWith('migration') ? 'Migration' : 'Guides';
}

/** The address of a page under the base of the site. */
export function routeOf(file: string): string {
  return file.replace(/(?:^|(?<=\/))index\.md$|\.md$/, '');
}
