import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format as prettify } from 'prettier';

import {
  checkRuns,
  checkRuntimes,
  checkTools,
  checkTypes,
  consumerTools,
  entriesAlone,
  newApplicationTools,
} from './checks.js';
import { Consumer } from './consumer.js';
import { NewApplication } from './new-application.js';
import { installNodes, type NodeBinary, thisNode } from './nodes.js';
import { Results, type TableName } from './results.js';
import { run } from './run.js';
import { installRuntimes, type Runtime } from './runtimes.js';
import {
  compilerPackages,
  COMPILERS,
  FORMATS,
  LOWEST_NODE,
  lowestPeers,
  NEST_MAJORS,
  type NestMajor,
  newestNest,
  NODE_MAJORS,
  OPTIONAL_PEERS,
  toolPackages,
  typePackages,
  TYPESCRIPTS,
} from './versions.js';

const root = join(import.meta.dirname, '../..');
const TABLES: readonly TableName[] = ['run', 'runtimes', 'types', 'tools'];
/**
 * `--one` for one cell; `--nest=11` and `--table=tools` (`run`, `runtimes`, `types`, `none`) for a part; `--resume` keeps what passed before
 * with the same package; `--save` writes docs/reference/compatibility.md.
 */
const isOne = process.argv.includes('--one');

function isAskedFor(option: string, value: string): boolean {
  const given = process.argv.find((each) => each.startsWith(`--${option}=`));
  return given === undefined || given === `--${option}=${value}`;
}

async function noteVersions(consumer: Consumer, names: readonly string[]): Promise<void> {
  for (const name of names) {
    results.note(name, await consumer.versionOf(name));
  }
}

interface Packed {
  readonly filename: string;
  readonly integrity: string;
}

async function pack(folder: string): Promise<Packed> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(await run('npm', args, root)) as [Packed];
  return packed;
}

interface Ground {
  readonly folder: string;
  readonly tarball: string;
}

interface Nodes {
  readonly lowest: NodeBinary;
  readonly newest: readonly NodeBinary[];
  readonly runtimes: readonly Runtime[];
}

/** One cell for the gate: today's Nest in both formats, which their compiler checks, on both adapters and this very Node. */
async function checkOne({ folder, tarball }: Ground): Promise<void> {
  const consumer = await Consumer.make(12, join(folder, 'nest-12'), {
    'nestjs-signalwire-webhook': `file:${tarball}`,
    ...newestNest(12),
    ...typePackages(12),
    ...compilerPackages([COMPILERS[12]]),
  });
  await consumer.compile();
  await checkRuns(results, consumer, [thisNode]);
  await checkTools(results, 12, [thisNode], [entriesAlone(consumer)]);
}

async function checkNest(major: NestMajor, ground: Ground, nodes: Nodes): Promise<void> {
  if (isAskedFor('table', 'run')) await checkLowest(major, ground, nodes);
  await checkNewest(major, ground, nodes);
  if (isAskedFor('table', 'tools')) await checkNewApplications(major, ground, nodes);
}

async function checkLowest(major: NestMajor, { folder, tarball }: Ground, { lowest, newest }: Nodes) {
  const consumer = await Consumer.make(major, join(folder, `nest-${major}-lowest`), {
    'nestjs-signalwire-webhook': `file:${tarball}`,
    ...lowestPeers(major),
    ...typePackages(major),
    ...compilerPackages([COMPILERS[major]]),
  });
  await consumer.compile(['--skipLibCheck']);
  await checkRuns(results, consumer, [lowest, ...newest]);
}

async function checkNewest(major: NestMajor, { folder, tarball }: Ground, nodes: Nodes) {
  const { lowest, newest, runtimes } = nodes;
  const consumer = await Consumer.make(major, join(folder, `nest-${major}`), {
    'nestjs-signalwire-webhook': `file:${tarball}`,
    ...newestNest(major),
    ...typePackages(major),
    ...compilerPackages(TYPESCRIPTS),
  });
  await consumer.compile();
  if (isAskedFor('table', 'run')) await checkRuns(results, consumer, [lowest, ...newest]);
  if (isAskedFor('table', 'tools')) await checkTools(results, major, newest, [entriesAlone(consumer)]);

  await consumer.add({ ...OPTIONAL_PEERS, ...toolPackages(major) });
  await consumer.addOptionalEntries();
  await noteVersions(consumer, [...Object.keys(OPTIONAL_PEERS), ...Object.keys(toolPackages(major))]);
  if (isAskedFor('table', 'types')) await checkTypes(results, consumer, TYPESCRIPTS);
  if (!isAskedFor('table', 'tools') && !isAskedFor('table', 'runtimes')) return;
  await consumer.compile();
  if (isAskedFor('table', 'runtimes')) await checkRuntimes(results, consumer, runtimes);
  if (isAskedFor('table', 'tools')) await checkTools(results, major, newest, consumerTools(consumer));
}

async function checkNewApplications(major: NestMajor, ground: Ground, { newest }: Nodes) {
  for (const format of major === 12 ? FORMATS : (['cjs'] as const)) {
    const options = { parent: ground.folder, tarball: ground.tarball, node: newest.at(-1) ?? thisNode };
    const application = await NewApplication.make(major, format, options);
    await checkTools(results, major, newest, newApplicationTools(application, format));
  }
}

async function checkAll(ground: Ground): Promise<void> {
  if (!TABLES.some((name) => isAskedFor('table', name))) return;
  const newest = await installNodes(join(ground.folder, 'node'), NODE_MAJORS.map(String));
  const [lowest = thisNode] = await installNodes(join(ground.folder, 'node-lowest'), [LOWEST_NODE]);
  const runtimes = isAskedFor('table', 'runtimes')
    ? await installRuntimes(join(ground.folder, 'runtimes'))
    : [];
  for (const major of NEST_MAJORS.filter((each) => isAskedFor('nest', String(each)))) {
    await checkNest(major, ground, { lowest, newest, runtimes });
  }
}

function report(): string {
  const day = new Date().toISOString().slice(0, 10);
  const tables = TABLES.map((name) => results.table(name));
  const participants = results.participants.filter((name) => !/^@?types/.test(name));
  const versions = participants.length === 0 ? '' : `, with ${participants.join(', ')}`;
  const note = `Of ${day}: ${results.count} checks${versions}.`;
  return [...tables, note].filter((part) => part !== '').join('\n');
}

/** Between the marks of the page. */
async function save(text: string): Promise<void> {
  const file = join(root, 'docs/reference/compatibility.md');
  const page = await readFile(file, 'utf8');
  const section = /(<!-- matrix -->)[^]*(<!-- \/matrix -->)/;
  if (!section.test(page))
    throw new Error('compatibility.md has no section <!-- matrix --> … <!-- /matrix -->');
  const saved = page.replace(section, (_, start: string, end: string) => [start, text, end].join('\n\n'));
  await writeFile(file, await prettify(saved, { parser: 'markdown', singleQuote: true, printWidth: 110 }));
}

const folder = await mkdtemp(join(tmpdir(), 'matrix-'));
const { filename, integrity } = await pack(folder);
const isResumed = process.argv.includes('--resume');
const results = await Results.open(join(root, 'build/matrix/results.json'), integrity, isResumed);
try {
  const ground = { folder, tarball: join(folder, filename) };
  await (isOne ? checkOne(ground) : checkAll(ground));
} finally {
  await rm(folder, { recursive: true, force: true });
}

const text = report();
console.log(text);
if (process.argv.includes('--save')) await save(text);
process.exitCode = results.failures > 0 || results.count === 0 ? 1 : 0;
