import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import { PAGES_WITH_KEYWORDS } from '../../docs/.vitepress/keywords.js';
import { startBrowser } from '../support/browser.js';
import { SEARCHES } from '../support/searches.js';
import {
  BROKEN_WORDS,
  buildSite,
  openSearch,
  readSiteFile,
  serveSite,
  SITE_BASE,
  SITE_URL,
  siteFileOf,
  siteFiles,
} from '../support/site.js';

// The site is built, and a browser is driven through it.
jest.setTimeout(900_000);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let built = '';

beforeAll(async () => {
  built = await buildSite();
});

interface Link {
  readonly from: string;
  readonly url: URL;
}

const addressOf = (file: string) => new URL(file.replace(/(?:index)?\.html$/, ''), SITE_URL);

function linksOf(file: string): Link[] {
  const html = readSiteFile(file);
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = '']) => ({
    from: file,
    url: new URL(link.replaceAll('&amp;', '&'), addressOf(file)),
  }));
}

function idsOf(file: string): Set<string> {
  return new Set([...readSiteFile(file).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
}

/** The files of the site that the part of a page links. */
function linksIn(file: string, part: RegExp): (string | undefined)[] {
  const [html = ''] = part.exec(readSiteFile(file)) ?? [];
  const links = [...html.matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, href = '']) => href);
  return links.map((href) => siteFileOf(new URL(href, addressOf(file)).pathname));
}

const sidebarOf = (file: string) => linksIn(file, /<aside class="VPSidebar"[^]*?<\/aside>/);

describe('the built site', () => {
  test('was built without a warning', () => {
    expect(built).toContain('build complete');
    expect(built).not.toMatch(/warn|dead link|not loaded|\(!\)/i);
  });

  test('has each page of docs/, and the reference of the API', () => {
    const docs = join(import.meta.dirname, '../../docs');
    const written = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.md') && !file.startsWith('.'),
    );
    const files = siteFiles('.html');
    expect(written.length).toBeGreaterThan(15);
    expect(files).toEqual(expect.arrayContaining(written.map((file) => file.replace(/\.md$/, '.html'))));
    for (const name of ['classes/SignalWireWebhookModule', 'interfaces/InboundCall'])
      expect(files).toContain(`api/index/${name}.html`);
  });

  test('has no link that leads nowhere, to a page or to a place on it', () => {
    const all = siteFiles('.html')
      .filter((file) => file !== '404.html')
      .flatMap(linksOf)
      .filter(({ url }) => url.origin === new URL(SITE_URL).origin);
    const links = [...new Map(all.map((link) => [link.url.href, link])).values()];
    expect(links.length).toBeGreaterThan(1_000);
    const places = new Map<string, Set<string>>();
    const dead = links.filter(({ url }) => {
      const file = siteFileOf(url.pathname);
      if (file === undefined) return true;
      if (url.hash === '' || !file.endsWith('.html')) return false;
      if (!places.has(file)) places.set(file, idsOf(file));
      return places.get(file)?.has(decodeURIComponent(url.hash.slice(1))) !== true;
    });
    expect(dead.map(({ from, url }) => `${from}: ${url.href}`)).toEqual([]);
  });

  test('has at most 30 links in the sidebar', () => {
    expect(sidebarOf('index.html').length).toBeGreaterThan(15);
    expect(sidebarOf('index.html').length).toBeLessThanOrEqual(30);
  });

  test('has each page in the sidebar, or in the list of the guides', () => {
    const linked = [...sidebarOf('index.html'), ...linksIn('how-to/index.html', /<main[^]*<\/main>/)];
    const pages = siteFiles('.html').filter((file) => file !== '404.html' && !file.startsWith('api/'));
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.filter((file) => !linked.includes(file))).toEqual([]);
  });

  test('is found by what people type', async () => {
    const find = await openSearch();
    const missed = SEARCHES.filter(([typed, ...pages]) => {
      return !find(typed)
        .slice(0, 3)
        .some((page) => pages.includes(page));
    });
    expect(SEARCHES.length).toBeGreaterThan(90);
    expect(missed.map(([typed]) => [typed, find(typed).slice(0, 5)])).toEqual([]);
  });

  test('has keywords only for pages that exist', () => {
    expect(PAGES_WITH_KEYWORDS.filter((page) => !siteFiles('.md').includes(page))).toEqual([]);
  });

  test('tells machines of each page, by title, description and address', () => {
    const llms = readSiteFile('llms.txt');
    expect(llms).toMatch(/^# nestjs-signalwire-webhook\n\n> \S.+\n\n## /);
    const lines = llms.split('\n').filter((line) => line.startsWith('- '));
    const described = lines.filter((line) => /^- \[[^\]]+\]\([^)]+\): \S/.test(line));
    expect(lines.length - described.length).toBeLessThan(5);
    const urls = [...llms.matchAll(/\]\(([^)]+)\)/g)].map(([, url = '']) => new URL(url));
    expect(urls.filter(({ href, pathname }) => !href.startsWith(SITE_URL) || !siteFileOf(pathname))).toEqual(
      [],
    );
    const markdown = siteFiles('.md');
    expect(urls.map(({ href }) => href.slice(SITE_URL.length))).toEqual(expect.arrayContaining(markdown));
    const full = readSiteFile('llms-full.txt');
    for (const file of markdown) expect(full).toContain(readSiteFile(file));
  });

  test('has Markdown whose links lead to Markdown of the site', () => {
    const dead = siteFiles('.md').flatMap((file) => {
      const text = readSiteFile(file).replace(/^ *```[\s\S]*?^ *```$/gm, '');
      return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => new URL(link, new URL(file, SITE_URL)))
        .filter(
          ({ href, pathname }) =>
            href.startsWith(SITE_URL) && /\.md$/.test(pathname) && !siteFileOf(pathname),
        )
        .map(({ href }) => `${file}: ${href}`);
    });
    expect(dead).toEqual([]);
  });
});

interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const LOOKS: readonly Look[] = [
  { viewport: DESKTOP, colorScheme: 'light' },
  { viewport: PHONE, colorScheme: 'dark' },
  { viewport: DESKTOP, colorScheme: 'dark' },
  { viewport: PHONE, colorScheme: 'light' },
];

/** A page of each kind, each in one of the looks. `SITE_PAGES=all` takes every page of the last build in all of them. */
const SAMPLE = [
  'index.html',
  'concepts/how-signalwire-signs.html',
  'concepts/request-lifecycle.html',
  'start/local-development.html',
  'how-to/index.html',
  'how-to/migration.html',
  'reference/options.html',
  'reference/findings.html',
  'concepts/comparison.html',
  'help/troubleshooting.html',
  'api/index.html',
  'api/index/index.html',
  'api/index/classes/SignalWireWebhookModule.html',
  'api/index/interfaces/SignalWireWebhookModuleOptions.html',
  'api/testing/variables/inboundCall.html',
];
const takesAll = process.env['SITE_PAGES'] === 'all';
const PAGES = takesAll ? siteFiles('.html').filter((file) => file !== '404.html') : SAMPLE;

function looksAt(file: string): readonly Look[] {
  if (takesAll) return LOOKS;
  const index = SAMPLE.indexOf(file) % LOOKS.length;
  return LOOKS.slice(index, index + 1);
}

describe('in a browser', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let origin = '';
  const problems: string[] = [];

  beforeAll(async () => {
    server = await serveSite();
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startBrowser();
    page = await browser.newPage({ viewport: DESKTOP, colorScheme: 'light', reducedMotion: 'reduce' });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', ({ message }) => problems.push(`${page.url()}: ${message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
        problems.push(request.url());
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function open(file: string): Promise<void> {
    await page.goto(origin + SITE_BASE + file.replace(/(?:index)?\.html$/, ''), { waitUntil: 'networkidle' });
  }

  /** What axe finds, as its rule and the elements. */
  async function violations(): Promise<string[]> {
    await page.evaluate(`window.axe || (() => { ${axe} })()`);
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      `axe.run({ resultTypes: ['violations'] })`,
    );
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
  }

  /** What a look at the page finds. */
  async function failures({ viewport, colorScheme }: Look): Promise<string[]> {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const isDark = `document.documentElement.classList.contains('dark')`;
    await page.waitForFunction(`${isDark} === ${colorScheme === 'dark'}`);
    const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    const found = await violations();
    if (tooWide > 0) found.push(`${tooWide} px too wide`);
    found.push(...(await page.evaluate<string[]>(BROKEN_WORDS)).map((word) => `${word} is broken`));
    return found.map((text) => `${viewport.width} px, ${colorScheme}: ${text}`);
  }

  test.each(PAGES)('%s can be read by everybody', async (file) => {
    await open(file);
    const found: string[] = [];
    for (const look of looksAt(file)) found.push(...(await failures(look)));
    expect(found).toEqual([]);
    expect(problems.splice(0)).toEqual([]);
  });

  test('the search finds an option', async () => {
    await page.setViewportSize(DESKTOP);
    await open('index.html');
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.getByRole('searchbox').or(page.locator('#localsearch-input')).fill('allowedHosts');
    const first = page.locator('#localsearch-list a').first();
    await first.waitFor();
    expect(await violations()).toEqual([]);
    await first.click();
    await page.locator('#localsearch-list').waitFor({ state: 'detached' });
    await page.getByRole('main').filter({ hasText: 'allowedHosts' }).waitFor();
    expect(problems.splice(0)).toEqual([]);
  });

  test('on a phone the menus open', async () => {
    await page.setViewportSize(PHONE);
    await open('reference/options.html');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'How SignalWire signs' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('link', { name: 'How SignalWire signs' }).click();
    await page.getByRole('heading', { level: 1, name: 'How SignalWire signs' }).waitFor();
    expect(problems.splice(0)).toEqual([]);
  });
});
