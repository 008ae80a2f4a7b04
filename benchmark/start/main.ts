import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { type Aim, aims, decimals, median, report, table } from '../report.js';

const ROUNDS = process.argv.includes('--quick') ? 3 : 41;
const NEST = ['reflect-metadata', 'rxjs', '@nestjs/common', '@nestjs/core', '@nestjs/platform-express'];
const OURS = 'nestjs-signalwire-webhook';
const PACKAGES = [
  OURS,
  `${OURS}/signature`,
  'twilio',
  '@signalwire/compatibility-api',
  '@nestjs/throttler',
  'nestjs-cls',
] as const;
type Format = 'import' | 'require';
const FORMATS: readonly Format[] = ['import', 'require'];

interface Cost {
  /** In ms of the processor, of all threads. */
  readonly time: number;
  /** In MB of resident memory. */
  readonly memory: number;
}

const root = join(import.meta.dirname, '../../..');

function run(...args: readonly string[]): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ['--no-warnings', ...args], { cwd: root, encoding: 'utf8' }),
  );
}

const compiled = (file: string): string => join(import.meta.dirname, file);

/** Loads packages in a new process, as the imports at the top of an application's file do. */
function costOf(format: Format, packages: readonly string[]): Cost {
  const lines = packages.map((name) => (format === 'import' ? `import '${name}';` : `require('${name}');`));
  const type = format === 'import' ? 'module' : 'commonjs';
  return run(`--input-type=${type}`, '--eval', [...lines, PRINT_COST].join('\n')) as Cost;
}

const PRINT_COST = `
const { user, system } = process.cpuUsage();
const memory = process.memoryUsage().rss / 2 ** 20;
console.log(JSON.stringify({ time: (user + system) / 1000, memory }));
process.exit();`;

function filesOf(format: Format, packages: readonly string[]): number {
  return run(compiled('files.js'), format, ...packages) as number;
}

/** What a package adds to Nest. */
interface Addition {
  readonly files: number;
  /** In percent of the time that Nest takes. */
  readonly share: number;
  readonly memory: number;
}

/** Round by round, so that a slow spell of the machine meets all alike. */
function measureImports(format: Format): ReadonlyMap<string, Addition> {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    nothing: costOf(format, []),
    nest: costOf(format, NEST),
    all: PACKAGES.map((name) => costOf(format, [...NEST, name])),
  }));
  const timeOfNest = median(rounds.map(({ nothing, nest }) => nest.time - nothing.time));
  return new Map(
    PACKAGES.map((name, index) => {
      const added = (figure: keyof Cost) =>
        median(rounds.map(({ nest, all }) => (all[index]?.[figure] ?? NaN) - nest[figure]));
      const files = filesOf(format, [...NEST, name]) - filesOf(format, NEST);
      return [name, { files, share: (100 * added('time')) / timeOfNest, memory: added('memory') }];
    }),
  );
}

/** In ms of the processor, from the start of the process until an application with ten routes listens. */
function start(variant: 'with' | 'without'): number {
  return run(compiled('application.js'), variant) as number;
}

function measureStart(): { readonly without: number; readonly share: number } {
  const rounds = Array.from({ length: ROUNDS }, () => ({ without: start('without'), with: start('with') }));
  const without = median(rounds.map((round) => round.without));
  const more = median(rounds.map((round) => round.with - round.without));
  return { without, share: (100 * more) / without };
}

const imports = new Map(FORMATS.map((format) => [format, measureImports(format)]));
const startup = measureStart();

function additionOf(format: Format, name: string): Addition {
  return imports.get(format)?.get(name) ?? { files: NaN, share: NaN, memory: NaN };
}

const importAims = (format: Format, name: string, share: number): Aim => ({
  name: `${format} ${name}: % of Nest`,
  measured: additionOf(format, name).share,
  atMost: share,
});

await report('start', [
  table('What a package adds to an application of Nest', [
    ['', ...FORMATS.flatMap((format) => [`files, ${format}`, '% of the CPU of Nest', 'MB'])],
    ...PACKAGES.map((name) => [
      name,
      ...FORMATS.flatMap((format) => {
        const { files, share, memory } = additionOf(format, name);
        return [String(files), decimals(share, 1), decimals(memory, 1)];
      }),
    ]),
  ]),
  table('Start of an application with ten routes', [
    ['', 'ms of the processor'],
    ['without the module', decimals(startup.without, 1)],
    ['with the module, all routes protected', `+ ${decimals(startup.share, 1)} %`],
  ]),
  aims('Aims', [
    importAims('import', OURS, 4.5),
    importAims('require', OURS, 3),
    importAims('import', `${OURS}/signature`, 1),
    { name: 'import: files', measured: additionOf('import', OURS).files, atMost: 4 },
    { name: 'start with the module: % above one without', measured: startup.share, atMost: 3 },
  ]),
]);
