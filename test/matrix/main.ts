import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format as prettify } from 'prettier';

import { Consumer, resolutionsOf } from './consumer.js';
import { installNodes, type NodeBinary } from './nodes.js';
import { Results } from './results.js';
import { run } from './run.js';
import {
  ADAPTERS,
  COMPILERS,
  type Format,
  FORMATS,
  NEST_MAJORS,
  type NestMajor,
  NODE_MAJORS,
  TYPESCRIPTS,
} from './versions.js';

const root = join(import.meta.dirname, '../..');
/** `--one` for one cell; `--nest=11` and `--table=tools` for a part. */
const isOne = process.argv.includes('--one');
const majors = NEST_MAJORS.filter((major) => isAskedFor('nest', String(major)));

function isAskedFor(option: string, value: string): boolean {
  const given = process.argv.find((each) => each.startsWith(`--${option}=`));
  return given === undefined || given === `--${option}=${value}`;
}

const results = new Results();
const versions: string[] = [];

async function pack(folder: string): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(await run('npm', args, root)) as [{ filename: string }];
  return join(folder, filename);
}

async function checkRuns(
  consumer: Consumer,
  nodes: readonly NodeBinary[],
  formats: readonly Format[],
): Promise<void> {
  for (const format of formats) {
    for (const adapter of ADAPTERS) {
      const row = `Nest ${consumer.major}, ${adapter}, ${format}`;
      for (const { major, path } of nodes) {
        await results.check('run', row, `Node ${major}`, () => consumer.start(format, adapter, path));
      }
    }
  }
}

async function checkTypes(consumer: Consumer): Promise<void> {
  for (const format of FORMATS) {
    for (const compiler of TYPESCRIPTS) {
      await results.check('types', `Nest ${consumer.major}, ${format}`, `TypeScript ${compiler}`, () =>
        Promise.all(
          resolutionsOf(consumer.major, format, compiler).map((resolution) =>
            consumer.typeCheck(format, compiler, resolution),
          ),
        ),
      );
    }
  }
}

type Check = (consumer: Consumer) => Promise<void>;

function bundled(bundler: string, format: Format): Check {
  const file = `bundle/${bundler}-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  return async (consumer) => {
    await consumer.script(format, ['bundle.mjs', bundler, format]);
    for (const adapter of ADAPTERS) await consumer.script(format, [file, adapter]);
  };
}

const serverless: Check = (consumer) => consumer.script('esm', ['serverless.mjs']);
const bothBuilds: Check = (consumer) => consumer.script('esm', ['both-builds.mjs']);
const jest =
  (format: Format): Check =>
  (consumer) =>
    consumer.jest(format);

const TOOLS: Readonly<Record<NestMajor, Readonly<Record<string, Check>>>> = {
  10: { 'Both builds in one process': bothBuilds },
  11: {
    'Both builds in one process': bothBuilds,
    'Jest, CommonJS': jest('cjs'),
    'Jest, ESM': jest('esm'),
    webpack: bundled('webpack', 'cjs'),
    'esbuild, CommonJS': bundled('esbuild', 'cjs'),
    'esbuild, ESM': bundled('esbuild', 'esm'),
    'API Gateway v1 and v2, serverless-express and @fastify/aws-lambda': serverless,
  },
  12: {
    'Both builds in one process': bothBuilds,
    Vitest: (consumer) => consumer.vitest(),
    'Jest, ESM': jest('esm'),
    rspack: bundled('rspack', 'esm'),
    'esbuild, CommonJS': bundled('esbuild', 'cjs'),
    'esbuild, ESM': bundled('esbuild', 'esm'),
    'API Gateway v1 and v2, serverless-express and @fastify/aws-lambda': serverless,
  },
};

async function checkTools(consumer: Consumer): Promise<void> {
  for (const [row, check] of Object.entries(TOOLS[consumer.major])) {
    await results.check('tools', row, `Nest ${consumer.major}`, () => check(consumer));
  }
}

async function noteVersions(consumer: Consumer): Promise<void> {
  const names = [
    '@nestjs/core',
    '@nestjs/platform-express',
    '@nestjs/platform-fastify',
    'fastify',
    'express',
  ];
  const found = await Promise.all(names.map(async (name) => `${name} ${await consumer.versionOf(name)}`));
  versions.push(found.join(', '));
}

/** One cell for the gate: today's Nest, ESM, both adapters, on this very Node, and one type-check. */
async function checkOne(folder: string, tarball: string): Promise<void> {
  const options = { compilers: [COMPILERS[12]], withTools: false };
  const consumer = await Consumer.make(12, folder, tarball, options);
  await noteVersions(consumer);
  await consumer.compile('esm');
  await checkRuns(
    consumer,
    [{ major: parseInt(process.versions.node), path: process.execPath, version: process.version }],
    ['esm'],
  );
  await results.check('types', 'Nest 12, esm', `TypeScript ${COMPILERS[12]}`, () =>
    consumer.typeCheck('esm', COMPILERS[12], 'nodenext'),
  );
}

async function checkAll(folder: string, tarball: string): Promise<void> {
  const nodes = await installNodes(folder, NODE_MAJORS);
  versions.push(`Node ${nodes.map(({ version }) => version.slice(1)).join(', ')}`);
  for (const major of majors) {
    const consumer = await Consumer.make(major, folder, tarball, { compilers: TYPESCRIPTS, withTools: true });
    await noteVersions(consumer);
    for (const format of FORMATS) await consumer.compile(format);
    if (isAskedFor('table', 'run')) await checkRuns(consumer, nodes, FORMATS);
    if (isAskedFor('table', 'types')) await checkTypes(consumer);
    if (isAskedFor('table', 'tools')) await checkTools(consumer);
  }
}

/** Between the README's marks, where they are. */
async function save(text: string): Promise<void> {
  const file = join(root, 'README.md');
  const readme = await readFile(file, 'utf8');
  const saved = readme.replace(/(<!-- matrix -->)[^]*(<!-- \/matrix -->)/, (_, start: string, end: string) =>
    [start, text, end].join('\n\n'),
  );
  if (saved === readme) throw new Error('README.md has no section <!-- matrix --> … <!-- /matrix -->');
  await writeFile(file, await prettify(saved, { parser: 'markdown', singleQuote: true, printWidth: 110 }));
}

const folder = await mkdtemp(join(tmpdir(), 'matrix-'));
try {
  const tarball = await pack(folder);
  await (isOne ? checkOne(folder, tarball) : checkAll(folder, tarball));
} finally {
  await rm(folder, { recursive: true, force: true });
}

const day = new Date().toISOString().slice(0, 10);
const tables = [results.table('run'), results.table('types'), results.table('tools')];
const text = [...tables, `Of ${day}: ${versions.join('; ')}.`].filter((part) => part !== '').join('\n');
console.log(text);
if (process.argv.includes('--save')) await save(text);
process.exitCode = results.faults.length > 0 || results.all.length === 0 ? 1 : 0;
