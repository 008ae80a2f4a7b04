import { type Consumer, resolutionsOf } from './consumer.js';
import type { Builder, NewApplication } from './new-application.js';
import type { NodeBinary } from './nodes.js';
import type { Results } from './results.js';
import type { Runtime } from './runtimes.js';
import { ADAPTERS, type Format, FORMATS, type NestMajor, type TypeScript } from './versions.js';

const FORMAT_NAMES: Readonly<Record<Format, string>> = { esm: 'ESM', cjs: 'CommonJS' };
const ADAPTER_NAMES = { express: 'Express', fastify: 'Fastify' } as const;

/** Starts the application on each Node and sends it signed and forged requests. */
export async function checkRuns(
  results: Results,
  consumer: Consumer,
  nodes: readonly NodeBinary[],
  formats: readonly Format[] = FORMATS,
): Promise<void> {
  const nest = await consumer.versionOf('@nestjs/core');
  for (const adapter of ADAPTERS) {
    const row = `Nest ${nest}, ${ADAPTER_NAMES[adapter]} ${await consumer.versionOf(adapter)}`;
    for (const node of nodes) {
      await Promise.all(
        formats.map((format) =>
          results.check({ table: 'run', row, column: node.name, part: FORMAT_NAMES[format] }, () =>
            consumer.start(format, adapter, node),
          ),
        ),
      );
    }
  }
}

/** Starts the application on each other runtime. */
export async function checkRuntimes(
  results: Results,
  consumer: Consumer,
  runtimes: readonly Runtime[],
): Promise<void> {
  for (const runtime of runtimes) {
    for (const adapter of ADAPTERS) {
      for (const format of FORMATS) {
        const part = `${FORMAT_NAMES[format]} on ${ADAPTER_NAMES[adapter]}`;
        const place = {
          table: 'runtimes',
          row: runtime.name,
          column: `Nest ${consumer.major}`,
          part,
        } as const;
        await results.check(place, () => consumer.startOn(runtime, format, adapter));
      }
    }
  }
}

export async function checkTypes(
  results: Results,
  consumer: Consumer,
  compilers: readonly TypeScript[],
): Promise<void> {
  for (const format of FORMATS) {
    const row = `Nest ${consumer.major}, ${FORMAT_NAMES[format]}`;
    for (const compiler of compilers) {
      const column = `TypeScript ${await consumer.versionOf(`typescript-${compiler}`)}`;
      await Promise.all(
        resolutionsOf(consumer.major, format, compiler).map((resolution) =>
          results.check({ table: 'types', row, column, part: resolution }, () =>
            consumer.typeCheck(format, compiler, resolution),
          ),
        ),
      );
    }
  }
}

/** A tool: what it does once, and then on each Node. */
interface Tool {
  readonly row: string;
  readonly prepare?: (newest: NodeBinary) => Promise<unknown>;
  readonly check: (node: NodeBinary) => Promise<unknown>;
  /** Where Nest's own setting does not work on each. */
  readonly nodes?: (node: NodeBinary) => boolean;
}

export async function checkTools(
  results: Results,
  major: NestMajor,
  nodes: readonly NodeBinary[],
  tools: readonly Tool[],
): Promise<void> {
  for (const { row, prepare, check, nodes: isMeant = () => true } of tools) {
    const [newest] = nodes.slice(-1);
    const prepared = newest && prepare?.(newest);
    prepared?.catch(() => undefined);
    for (const node of nodes.filter(isMeant)) {
      await results.check({ table: 'tools', row, column: `Nest ${major}`, part: node.name }, async () => {
        await prepared;
        await check(node);
      });
    }
  }
}

/** Every entry by `import` and by `require`, where no optional peer is installed. */
export function entriesAlone(consumer: Consumer): Tool {
  return {
    row: 'Every entry by `import` and by `require`, without optional peers',
    check: ({ path }) => consumer.script('esm', ['entries.mjs', 'opentelemetry', '@opentelemetry/api'], path),
  };
}

export function consumerTools(consumer: Consumer): readonly Tool[] {
  const script =
    (format: Format, ...args: string[]) =>
    ({ path }: NodeBinary) =>
      consumer.script(format, args, path);
  return [
    {
      row: 'Every entry, with `ioredis`, `redis`, `pg` and `@opentelemetry/api`',
      check: async (node) => {
        await script('esm', 'entries.mjs')(node);
        for (const format of FORMATS) await script(format, 'dist/optional/main.js')(node);
      },
    },
    { row: 'The ESM and the CommonJS build in one process', check: script('esm', 'both-builds.mjs') },
    ...bundlersOf(consumer),
    ...(consumer.major === 10 ? [] : [jestInEsm(consumer), serverless(consumer)]),
  ];
}

function jestInEsm(consumer: Consumer): Tool {
  return { row: 'Jest in ESM', check: (node) => consumer.jestInEsm(node) };
}

function serverless(consumer: Consumer): Tool {
  return {
    row: '`@codegenie/serverless-express` and `@fastify/aws-lambda`, events of API Gateway v1 and v2, with and without base64',
    check: ({ path }) => consumer.script('esm', ['serverless.mjs'], path),
  };
}

function bundlersOf(consumer: Consumer): readonly Tool[] {
  const packer: Tool =
    consumer.major === 12 ? bundled(consumer, 'rspack', 'esm') : bundled(consumer, 'webpack', 'cjs');
  return [packer, bundled(consumer, 'esbuild', 'cjs'), bundled(consumer, 'esbuild', 'esm')];
}

/** The application, Nest and this package in one file. */
function bundled(consumer: Consumer, bundler: string, format: Format): Tool {
  const file = `bundle/${bundler}-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  return {
    row: `Bundled into one file by ${bundler}, ${FORMAT_NAMES[format]}`,
    prepare: () => consumer.script(format, ['bundle.mjs', bundler, format]),
    check: async ({ path }) => {
      for (const adapter of ADAPTERS) await consumer.script(format, [file, adapter], path);
    },
  };
}

/** What `nest new` made: its tests, and its builds started. */
export function newApplicationTools(application: NewApplication, format: Format): readonly Tool[] {
  const runner = format === 'esm' ? 'Vitest' : 'Jest in CommonJS';
  const builders: readonly Builder[] = application.major === 12 ? ['tsc', 'rspack'] : ['tsc', 'webpack'];
  return [
    {
      row: `\`nest new\`: ${runner}`,
      check: (node) => application.test(node),
      nodes: (node) => application.major < 12 || format === 'esm' || requiresEsmInJest(node),
    },
    ...builders.map((builder) => ({
      row: `\`nest new\`: \`nest build\` by ${builder}, ${FORMAT_NAMES[format]}`,
      prepare: (newest: NodeBinary) => application.build(builder, newest),
      check: (node: NodeBinary) => application.start(node),
    })),
  ];
}

/** Jest lets CommonJS require Nest 12, which is ESM, from Node 24.9. */
function requiresEsmInJest({ version }: NodeBinary): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 9);
}
