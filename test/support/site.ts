import { execFile } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';

import { search } from '../../docs/.vitepress/search.js';

const root = join(import.meta.dirname, '../..');

/** Where the tests build the site for: not the root, as GitHub Pages serves a project. */
export const SITE_URL = 'https://docs.example.com/nestjs-signalwire-webhook/';
export const SITE_BASE = new URL(SITE_URL).pathname;
export const SITE_FOLDER = join(root, 'build/site/html');

/** Builds the documentation, and gives what the build printed. */
export async function buildSite(): Promise<string> {
  const vitepress = join(root, 'node_modules/vitepress/bin/vitepress.js');
  const options = { cwd: root, env: { ...process.env, NODE_ENV: 'production', DOCS_URL: SITE_URL } };
  const { stdout, stderr } = await promisify(execFile)('node', [vitepress, 'build', 'docs'], options);
  return stdout + stderr;
}

/** The files of the built site, with `/` between folders. */
export function siteFiles(ending: string): string[] {
  return readdirSync(SITE_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();
}

export function readSiteFile(file: string): string {
  return readFileSync(join(SITE_FOLDER, file), 'utf8');
}

/** The file that a static host gives for an address, or nothing. */
export function siteFileOf(pathname: string): string | undefined {
  if (!pathname.startsWith(SITE_BASE)) return undefined;
  const path = decodeURIComponent(pathname.slice(SITE_BASE.length));
  const candidates = path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`];
  return candidates.find((file) => {
    const full = join(SITE_FOLDER, file);
    return existsSync(full) && statSync(full).isFile();
  });
}

/** For the browser: the words of inline code that a line break splits. */
export const BROKEN_WORDS = `[...document.querySelectorAll('.vp-doc :not(pre) > code')].flatMap((code) =>
  [...code.childNodes].flatMap((node) => {
    const words = [...(node.textContent ?? '').matchAll(/[\\w$]+/g)];
    return words.flatMap(({ 0: word, index }) => {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : [];
    });
  }))`;

/** What the tests need of MiniSearch, which is a package of VitePress. */
interface MiniSearchModule {
  readonly default: {
    loadJSON(json: string, options: object): { search(typed: string): { readonly id: string }[] };
  };
}

/** Opens the index of the built site as its search box does, and gives the pages of the results in their order. */
export async function openSearch(): Promise<(typed: string) => string[]> {
  const vitepress = createRequire(join(root, 'node_modules/vitepress/package.json'));
  const { default: MiniSearch } = (await import(vitepress.resolve('minisearch'))) as MiniSearchModule;
  const index = MiniSearch.loadJSON(readSearchIndex(), {
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles'],
    searchOptions: {
      fuzzy: 0.2,
      prefix: true,
      boost: { title: 4, text: 2, titles: 1 },
      ...search.options?.miniSearch?.searchOptions,
    },
  });
  return (typed) => index.search(typed).map(({ id }) => id.slice(SITE_BASE.length).replace(/#.*$/, ''));
}

/** The build writes it as a module with one string. */
function readSearchIndex(): string {
  const [file = ''] = siteFiles('.js').filter((name) => name.includes('@localSearchIndexroot'));
  const [, literal = ''] = /^const \w+=([^]*);export\b/.exec(readSiteFile(file)) ?? [];
  return runInNewContext(literal) as string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves the built site under its base, as a host of static files does. */
export function serveSite(): Promise<Server> {
  const server = createServer((request, response) => {
    const file = siteFileOf(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file ?? '.html')] ?? 'application/octet-stream',
    });
    createReadStream(join(SITE_FOLDER, file ?? '404.html')).pipe(response);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    }),
  );
}
