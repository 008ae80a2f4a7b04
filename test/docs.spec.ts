import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, posix, sep } from 'node:path';

import type { Option } from '../lib/signature/options/option.js';
import {
  checkModuleOptions,
  checkRouteOptions,
  MODULE_TABLE,
  ROUTE_TABLE,
} from '../lib/signalwire-webhook.options.js';
import { textsOfTheLibrary } from './support/reference-page.js';
import { inLongForm } from './support/long-form.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/docs');
const pages = [
  'README.md',
  'skills/nestjs-signalwire-webhook/SKILL.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .map((name) => `docs/${name.split(sep).join('/')}`),
];
const guides = pages.filter((page) => page.startsWith('docs/how-to/'));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function blocksOf(page: string): string[] {
  return [...read(page).matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].map(([, code = '']) => code);
}

function isWhole(code: string): boolean {
  return /^import |^\/\/ src\//m.test(code);
}

const { paths: PATHS } = (
  JSON.parse(read('tsconfig.json')) as { compilerOptions: { paths: Record<string, string[]> } }
).compilerOptions;

/** The compiler options of a new application by Nest 12; `paths` leads to this package only. */
const FRESH_APPLICATION = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  resolvePackageJsonExports: true,
  esModuleInterop: true,
  isolatedModules: true,
  declaration: true,
  removeComments: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  allowSyntheticDefaultImports: true,
  target: 'ES2023',
  skipLibCheck: true,
  strict: true,
  strictPropertyInitialization: false,
  noEmit: true,
  types: ['jest', 'node'],
};
/** The packages of Nest that the pages import, in the versions for Nest 11. */
const NEST_11 = [
  ...'common core testing platform-express platform-fastify platform-ws websockets swagger terminus jwt microservices bullmq typeorm'
    .split(' ')
    .map((name) => `@nestjs/${name}@11`),
  '@nestjs/config@4',
  '@nestjs/throttler@6',
  '@nestjs/graphql@13',
  '@nestjs/apollo@13',
];

/** The sources of this package by its own name, as in `tsconfig.json`. */
const PACKAGE = Object.fromEntries(
  Object.entries(PATHS)
    .filter(([name]) => name.startsWith('nestjs-signalwire-webhook'))
    .map(([name, paths]) => [name, paths.map((path) => posix.join('../..', path))]),
);

/** The entry for `paths` that a page recommends. */
function pathsOf(page: string): Record<string, unknown> {
  const [, recommended = '{}'] = /"paths": (\{[^}]*\})/.exec(read(page)) ?? [];
  return JSON.parse(recommended) as Record<string, unknown>;
}

/** Their handlers are ES modules: Lambda waits for `await` at the top level. */
const ES_MODULES = ['docs/how-to/aws-lambda.md'];

function folderOf(page: string): string {
  return join(folder, page.replace(/\W/g, '-'));
}

function typeErrors(): string {
  return spawnSync('npx', ['tsc', '-p', folder], { cwd: root, encoding: 'utf8' }).stdout;
}

/** A block that begins with the comment `// src/<file>` becomes that file, which its page's other blocks import. */
function writeBlocks(page: string): void {
  const source = join(folderOf(page), 'src');
  mkdirSync(source, { recursive: true });
  for (const [index, code] of blocksOf(page).filter(isWhole).entries()) {
    const [, name = ''] = /^\/\/ src\/([\w.-]+)\.ts\n/.exec(code) ?? [];
    const isNew = name !== '' && !existsSync(join(source, `${name}.ts`));
    writeFileSync(join(source, isNew ? `${name}.ts` : `block-${index}.ts`), code);
  }
}

describe('the code of the documentation compiles in a new Nest 12 application', () => {
  const recommended = Object.assign({}, ...pages.map(pathsOf)) as Record<string, unknown>;

  test('with the paths that its page recommends', () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    pages.forEach(writeBlocks);
    expect(pages.flatMap(blocksOf).filter(isWhole).length).toBeGreaterThan(20);
    const compilerOptions = { ...FRESH_APPLICATION, paths: { ...PACKAGE, ...recommended } };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    expect(typeErrors()).toBe('');
  });

  test('as CommonJS too, which `nest new` sets up before Nest 12', () => {
    for (const page of ES_MODULES) rmSync(folderOf(page), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
    expect(typeErrors()).toBe('');
  });

  inLongForm(test, test.skip)(
    'with the types of Nest 11 too',
    () => {
      const packages = join(root, 'build/nest11');
      mkdirSync(packages, { recursive: true });
      writeFileSync(join(packages, 'package.json'), '{ "private": true }');
      const install = [
        'install',
        '--no-audit',
        '--no-fund',
        '--legacy-peer-deps',
        '--ignore-scripts',
        ...NEST_11,
      ];
      expect(spawnSync('npm', install, { cwd: packages }).status).toBe(0);
      const paths = { ...PACKAGE, ...recommended, '@nestjs/*': [join(packages, 'node_modules/@nestjs/*')] };
      const compilerOptions = { ...FRESH_APPLICATION, paths };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      // The page says that this pipe is one of Nest 12.
      const errors = typeErrors()
        .split('\n')
        .filter((line) => !line.includes("'StandardSchemaValidationPipe'"));
      expect(errors.join('')).toBe('');
    },
    600_000,
  );

  test.each(Object.keys(recommended))('only pages that recommend paths for %s import it', (name) => {
    const importing = pages.filter((page) => blocksOf(page).some((code) => code.includes(` from '${name}'`)));
    expect(importing.length).toBeGreaterThan(0);
    expect(importing.filter((page) => !Object.hasOwn(pathsOf(page), name))).toEqual([]);
  });

  /** Google's client is too big to install for these lines. */
  const fragments = ['docs/how-to/signing-keys.md'];
  test.each(pages.filter((page) => !fragments.includes(page)))('%s: each block has its imports', (page) => {
    expect(blocksOf(page).filter((code) => !isWhole(code))).toEqual([]);
  });
});

test.each(guides)('%s has a title, and a sentence that says what the reader achieves', (page) => {
  expect(read(page)).toMatch(/^# .+\n\n(?!```|\d+\.)[^\n#|-]/);
});

/** What `nest new` installs, and this package. */
const INSTALLED = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/testing',
  'express',
  'nestjs-signalwire-webhook',
  'rxjs',
  'supertest',
];

/** The page is for applications that already have the packages. */
const MIGRATION = 'docs/how-to/migration.md';

function packagesOf(page: string): string[] {
  const imports = blocksOf(page).flatMap((code) => [...code.matchAll(/(?:from|import) '([^'.][^']*)'/g)]);
  const names = imports.map(([, name = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '');
  return [...new Set(names)].filter((name) => !name.startsWith('node:') && !INSTALLED.includes(name));
}

test.each(pages.filter((page) => page !== MIGRATION))('%s installs each package that it imports', (page) => {
  const lines = [...read(page).matchAll(/npm install ([^`\n]+)/g)].map(([, line = '']) => line);
  const installed = lines.flatMap((line) => line.split(' ')).map((name) => name.replace(/(.)@\d.*/, '$1'));
  expect(packagesOf(page).filter((name) => !installed.includes(name))).toEqual([]);
});

test('README.md stays short', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(201);
});

test('each page that a message names exists, with its heading', () => {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
  const links = files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...read(join('lib', name)).matchAll(/documentation\('([^']+)'\)/g)])
    .map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(2);
  const broken = links.filter((link) => {
    const [page = '', anchor] = link.split('#');
    if (!existsSync(join(root, 'docs', page))) return true;
    return anchor !== undefined && !anchorsOf(`docs/${page}`).includes(anchor);
  });
  expect(broken).toEqual([]);
});

const REPOSITORY = 'https://github.com/nestjs-signalwire-webhook/nestjs-signalwire-webhook/tree/main/';

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): string[] {
  const text = read(page).replace(/^ *```[\s\S]*?^ *```$/gm, '');
  const slugs = [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function linksOf(page: string): string[] {
  const text = read(page).replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

describe.each(pages)('%s: its links', (page) => {
  const relative = linksOf(page).filter((link) => !/^[a-z]+:/.test(link));

  test('lead to pages of the documentation, and to headings of theirs', () => {
    const broken = relative.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(join(root, target)) || !/^(?:docs\/|README\.md$|LICENSE$)/.test(target)) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('into the repository lead to what is there', () => {
    const paths = linksOf(page)
      .filter((link) => link.startsWith(REPOSITORY))
      .map((link) => link.slice(REPOSITORY.length));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

/** The names in the first column of the tables. */
function rowsOf(page: string): string[] {
  return [...read(page).matchAll(/^\| `([\w.-]+)` /gm)].map(([, name = '']) => name);
}

/** The names that the library itself lists where it gets another one. */
function listed(check: (value: unknown) => void, value: unknown): string[] {
  try {
    check(value);
    return [];
  } catch (error) {
    return (/options are (.+)\.$/.exec((error as Error).message)?.[1] ?? '').split(', ');
  }
}

/** The defaults by the option's name with its path, as the page of the options shows them. */
function defaultsIn(table: Readonly<Record<string, Option>>, path = ''): Map<string, string> {
  const entries = Object.entries(table).flatMap(([name, { default: fallback, inner = {} }]) => [
    ...(fallback === undefined ? [] : [[path + name, asDocumented(fallback)] as const]),
    ...defaultsIn(inner, `${path}${name}.`),
  ]);
  return new Map(entries);
}

function asDocumented(value: unknown): string {
  if (Array.isArray(value)) return value.map(asDocumented).join(', ');
  const text = typeof value === 'number' ? value.toLocaleString('en').replaceAll(',', '_') : String(value);
  return `\`${text}\``;
}

/** The options of docs/reference/options.md: each has a heading and a list of its facts. */
function documentedOptions(): Map<string, string> {
  const sections = read('docs/reference/options.md').split(/^### /m).slice(1);
  return new Map(
    sections.map((section) => [/^`([\w.]+)`/.exec(section)?.[1] ?? '', section.split(/^## /m)[0] ?? '']),
  );
}

describe('the reference', () => {
  test('quotes what the log really says', () => {
    const headings = read('docs/help/troubleshooting.md').matchAll(/^### (.*".*)$/gm);
    const quotes = [...headings].flatMap(([, heading = '']) => [...heading.matchAll(/"([^"]+)"/g)]);
    const parts = quotes.flatMap(([, quote = '']) => quote.split(/ ?(?:…|\b\d{3}\b) ?/));
    expect(parts.length).toBeGreaterThan(8);
    const texts = textsOfTheLibrary();
    expect(parts.filter((part) => !texts.includes(part))).toEqual([]);
  });

  test('has each option', () => {
    const unknown = { unknown: true };
    const expected = [
      ...listed(checkModuleOptions, unknown),
      ...listed(checkRouteOptions, unknown),
      ...listed(checkRouteOptions, { once: unknown }).map((name) => `once.${name}`),
      ...listed(checkModuleOptions, { signingKeyCache: unknown }).map((name) => `signingKeyCache.${name}`),
      ...listed(checkModuleOptions, { diagnostics: unknown }).map((name) => `diagnostics.${name}`),
    ].filter((name) => name !== 'signingKeyCache');
    expect([...documentedOptions().keys()].sort()).toEqual([...new Set(expected)].sort());
  });

  test('has the defaults of the code', () => {
    const defaults = defaultsIn({ ...MODULE_TABLE, ...ROUTE_TABLE });
    expect(defaults.size).toBeGreaterThan(15);
    for (const [name, section] of documentedOptions()) {
      const [, documented] = /^- Default: (.+)$/m.exec(section) ?? [];
      expect([name, documented]).toEqual([name, defaults.get(name)]);
    }
  });

  test('says where each option can be set, and how', () => {
    for (const [name, section] of documentedOptions()) {
      const own = name.split('.')[0] ?? '';
      const [, where = ''] = /^- Where: (.+)$/m.exec(section) ?? [];
      expect([name, where.includes('module'), where.includes('class, method')]).toEqual([
        name,
        own in MODULE_TABLE,
        own in ROUTE_TABLE,
      ]);
      expect(section).toMatch(/^- Type: .+$/m);
      expect(section).toMatch(new RegExp(`^- Example: .*${own}`, 'm'));
    }
  });

  test('has each reason of a rejection', () => {
    const unions = [
      /type RejectionReason =([^;]*);/.exec(read('lib/signalwire-webhook.exception.ts')),
      /type SignatureRejectionReason =([^;]*);/.exec(read('lib/signature/webhook-request.ts')),
    ];
    const reasons = unions.flatMap((union) => [...(union?.[1] ?? '').matchAll(/'([\w-]+)'/g)]);
    expect(reasons.length).toBeGreaterThan(14);
    expect(rowsOf('docs/reference/errors.md')).toEqual(
      expect.arrayContaining(reasons.map(([, reason]) => reason)),
    );
  });

  test('has each option and each further reason of verifyRequest', () => {
    const page = rowsOf('docs/how-to/without-nest.md');
    const [, union = ''] =
      /type RequestRejectionReason =([^;]*);/.exec(read('lib/signature/request-result.ts')) ?? [];
    const reasons = [...union.matchAll(/'([\w-]+)'/g)].map(([, reason = '']) => reason);
    expect(reasons).toContain('body-too-large');
    expect([...page, ...rowsOf('docs/reference/errors.md')]).toEqual(expect.arrayContaining(reasons));
    const [, body = ''] =
      /interface VerifyRequestOptions \{([\s\S]*?)^\}/m.exec(
        read('lib/signature/verify-request-options.ts'),
      ) ?? [];
    const options = [...body.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
    expect(options.length).toBeGreaterThan(4);
    expect(page).toEqual(expect.arrayContaining(options));
  });

  test('has each field of VerifiedWebhookData', () => {
    const [, body = ''] =
      /interface VerifiedWebhookData[^{]*\{([\s\S]*?)^\}/m.exec(read('lib/verified/verified-webhook.ts')) ??
      [];
    const fields = [...body.matchAll(/readonly (\w+):/g)].map(([, name]) => name);
    expect(fields.length).toBeGreaterThan(6);
    expect(rowsOf('docs/reference/decorators.md')).toEqual(expect.arrayContaining(fields));
  });

  test('has each folder of the library', () => {
    const folders = readdirSync(join(root, 'lib'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${name}/`);
    const [, layers = ''] =
      /^## Imports run one way$([\s\S]*)/m.exec(read('docs/concepts/architecture.md')) ?? [];
    const rows = [...read('docs/concepts/architecture.md').matchAll(/^\| `(\w+\/)`/gm)].map(
      ([, name]) => name,
    );
    expect(rows).toEqual(folders.sort());
    expect(folders.filter((name) => !layers.includes(`\`${name}\``))).toEqual([]);
  });
});
