import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'vitepress';

import { writeApi } from './api.js';
import { guidePlace } from './guides.js';
import { writeForMachines } from './llms.js';
import { markdown } from './markdown.js';
import { descriptions, GENERATED, OUTPUT, REPOSITORY, ROOT, titles } from './pages.js';
import { accessibleSearch, search } from './search.js';
import { sidebar } from './sidebar.js';

/** Where the site will be: `DOCS_URL=https://example.com/base`. Without it, the root of whatever serves it. */
const { DOCS_URL } = process.env;
const base = DOCS_URL === undefined ? '/' : new URL(DOCS_URL).pathname.replace(/\/?$/, '/');
const address = DOCS_URL === undefined ? base : new URL(base, DOCS_URL).href;
const title = 'nestjs-signalwire-webhook';
const description = 'Verifies SignalWire webhooks in NestJS: one decorator, on Express and on Fastify.';

async function writeGeneratedPages(): Promise<void> {
  const folder = join(ROOT, GENERATED);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await writeApi(join(folder, 'api'));
}

export default async (): Promise<UserConfig> => {
  await writeGeneratedPages();
  return defineConfig({
    title,
    description,
    lang: 'en',
    base,
    head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
    // The root, so that docs/ and what is generated make one site.
    srcDir: '..',
    srcExclude: ['*.md', '!(docs|build)/**', 'build/!(site)/**', 'build/site/!(pages)/**'],
    rewrites: (file) => file.replace(/^(?:docs|build\/site\/pages)\//, ''),
    outDir: `../${OUTPUT}`,
    cacheDir: '../build/site/cache',
    cleanUrls: true,
    // The command that sends a test webhook names the application of the reader.
    ignoreDeadLinks: 'localhostLinks',
    markdown,
    vite: {
      plugins: [accessibleSearch],
      publicDir: 'docs/.vitepress/public',
      // The index of the search is one file, and loaded by who searches.
      build: { chunkSizeWarningLimit: 2_000 },
    },
    themeConfig: {
      search,
      nav: [
        { text: 'Getting started', link: '/start/getting-started' },
        { text: 'How-to', link: '/how-to/', activeMatch: '/how-to/' },
        { text: 'Options', link: '/reference/options' },
        { text: 'Troubleshooting', link: '/help/troubleshooting' },
        { text: 'API', link: '/api/' },
      ],
      sidebar: sidebar(),
      socialLinks: [{ icon: 'github', link: REPOSITORY }],
      editLink: { pattern: `${REPOSITORY}/edit/main/:path`, text: 'Edit this page' },
      outline: [2, 3],
      notFound: {
        title: 'There is no such page',
        quote: 'The search finds what has moved.',
        linkLabel: 'Overview',
        linkText: 'Overview',
      },
      footer: { message: 'MIT license.' },
    },
    transformPageData({ relativePath, filePath, description: own, frontmatter }) {
      const isGenerated = filePath.startsWith(GENERATED);
      return {
        description: own || (descriptions().get(relativePath) ?? ''),
        frontmatter: {
          ...frontmatter,
          ...guidePlace(relativePath, titles()),
          ...(isGenerated && { editLink: false }),
        },
      };
    },
    buildEnd({ outDir }) {
      writeForMachines(outDir, { title, description, address });
    },
  });
};
