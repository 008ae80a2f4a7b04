import { jest } from '@jest/globals';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

import { type AdapterName, type Answer, type RequestToSend, sendRequest } from './applications.js';
import { freePort, freePorts, isListening } from './ports.js';
import { signedForm, signedGet, signedJson, SIGNING_KEY, type SigningSetup } from './signing.js';
import { until } from './until.js';

// Each test starts processes, which a busy machine takes its time for.
jest.setTimeout(120_000);

const root = join(import.meta.dirname, '../..');

/** The public URL of each guide. */
export const RECIPE_URL = 'https://example.com';

/** The main.ts of a page that shows none, for each adapter. */
const MAIN: Record<AdapterName, string> = {
  express: `
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
const app = await NestFactory.create(AppModule, { rawBody: true });
await app.listen(process.env.PORT ?? 3000);`,
  fastify: `
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
const app = await NestFactory.create(AppModule, new FastifyAdapter(), { rawBody: true });
await app.listen(process.env.PORT ?? 3000);`,
};

const VARIABLES = {
  PATH: process.env.PATH,
  NO_COLOR: '1',
  SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
  PUBLIC_URL: RECIPE_URL,
};

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/** The blocks of a page in one language. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'));
  return [...blocks].map(([, code = '']) => code);
}

/** The blocks of a page that begin with the comment `// src/<file>.ts`, by the name of the file. */
export function filesOf(page: string): Map<string, string> {
  const named = blocksOf(page, 'ts').flatMap((code) => {
    const [, name] = /^\/\/ src\/([\w.-]+)\.ts\n/.exec(code) ?? [];
    return name === undefined ? [] : ([[name, code]] as const);
  });
  return new Map(named);
}

/** What a page says in prose, such as another adapter: a text of its code, and what stands in its place. */
export type Edit = readonly [text: string, replacement: string];

function edited(files: ReadonlyMap<string, string>, edits: readonly Edit[]): [string, string][] {
  const all = [...files.values()].join('');
  const missing = edits.find(([text]) => !all.includes(text));
  if (missing) throw new Error(`The page has no ${missing[0]}`);
  return [...files].map(([name, code]) => [
    name,
    edits.reduce((result, [text, replacement]) => result.replace(text, replacement), code),
  ]);
}

function folderName(name: string): string {
  return name.replace(/\W/g, '-');
}

interface CodeSetup {
  readonly edits?: readonly Edit[];
  /** In place of the page's blocks with a name. */
  readonly files?: ReadonlyMap<string, string>;
}

/**
 * Writes the code of a page as a reader would, transpiled (test/docs.spec.ts checks its types), and gives its folder.
 * It lies in this package, so that Node resolves the package's own name to what was built.
 */
export function writeRecipe(page: string, name = page, setup: CodeSetup = {}): string {
  const folder = join(root, 'build/recipes', folderName(name));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = setup.files ?? filesOf(page);
  if (files.size === 0) throw new Error(`${page} has no block that begins with // src/<file>.ts`);
  const mains = Object.entries(MAIN).map(([adapterName, code]) => [`default-${adapterName}`, code] as const);
  for (const [file, code] of [...edited(files, setup.edits ?? []), ...mains]) {
    writeFileSync(join(folder, `${file}.js`), ts.transpileModule(code, { compilerOptions }).outputText);
  }
  return folder;
}

export interface RunningRecipe {
  readonly port: number;
  readonly output: () => string;
  readonly send: (request: RequestToSend) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

export interface RecipeSetup extends CodeSetup {
  /** The file that Node runs, by default that of the adapter. */
  readonly main?: string;
  readonly env?: Record<string, string>;
  /** One page with several set-ups at a time needs a folder for each. */
  readonly name?: string;
}

/** Runs the code of a page by Node, as an application of its own, on a free loopback port. */
export async function startRecipe(
  page: string,
  adapterName: AdapterName,
  setup: RecipeSetup = {},
): Promise<RunningRecipe> {
  const { main = `default-${adapterName}`, env = {}, name = `${page}-${adapterName}` } = setup;
  const folder = writeRecipe(page, name, setup);
  const port = await freePort();
  const { output, stop } = await startProcess(join(folder, `${main}.js`), { ...VARIABLES, ...env }, [port]);
  return { port, output, send: (request) => sendRequest(port, request), stop };
}

/** One of several applications that share a process. */
export interface SharedRecipeSetup extends Omit<RecipeSetup, 'name'> {
  readonly adapterName: AdapterName;
}

export type SharedRecipe = Omit<RunningRecipe, 'stop'>;

export interface RunningRecipes {
  /** One of the applications, with what the process prints from now on. */
  readonly recipe: (name: string) => SharedRecipe;
  readonly stop: () => Promise<void>;
}

/**
 * Runs several applications in one process, one after the other, each on its own port and with its own modules and variables:
 * the start of Node and Nest costs more than an application. For files that await `app.listen()` at their top level, and for
 * variables that are read before.
 */
export async function startRecipes(
  page: string,
  setups: Readonly<Record<string, SharedRecipeSetup>>,
  name = page,
): Promise<RunningRecipes> {
  const names = Object.keys(setups);
  const ports = await freePorts(names.length);
  const portOf = (recipe: string) => ports[names.indexOf(recipe)] ?? 0;
  const starts = Object.entries(setups).map(([recipe, setup], index) => {
    const { adapterName, main = `default-${adapterName}`, env = {} } = setup;
    const folder = writeRecipe(page, `${name}-${index}`, setup);
    const variables = { ...VARIABLES, ...env, PORT: String(portOf(recipe)) };
    const file = pathToFileURL(join(folder, `${main}.js`)).href;
    return `process.env = ${JSON.stringify(variables)};\nawait import('${file}');\n`;
  });
  const file = join(root, 'build/recipes', `${folderName(name)}.js`);
  writeFileSync(file, starts.join(''));
  const { output, stop } = await startProcess(file, VARIABLES, ports);
  return {
    recipe: (recipe) => {
      const port = portOf(recipe);
      const start = output().length;
      const send = (request: RequestToSend) => sendRequest(port, request);
      return { port, output: () => output().slice(start), send };
    },
    stop,
  };
}

/** Runs a page on both adapters in one process, as `express` and `fastify`. */
export function startOnBoth(page: string, env: Record<string, string> = {}): Promise<RunningRecipes> {
  return startRecipes(page, {
    express: { adapterName: 'express', env },
    fastify: { adapterName: 'fastify', env },
  });
}

/** Waits until an application listens on each port; they start in this order. */
async function startProcess(
  file: string,
  variables: Readonly<Record<string, string | undefined>>,
  ports: readonly number[],
): Promise<Pick<RunningRecipe, 'output' | 'stop'>> {
  const env = { PORT: String(ports[0]), ...variables };
  const child = spawn(process.execPath, ['--no-warnings', file], { env });
  const output = collect(child);
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const started = () => output().split('successfully started').length - 1;
  const last = ports.at(-1) ?? 0;
  await until(
    async () => (started() >= ports.length && (await isListening(last))) || child.exitCode !== null,
  );
  if (child.exitCode !== null) throw new Error(output());
  return {
    output,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}

function collect(child: ChildProcessWithoutNullStreams): () => string {
  let output = '';
  const add = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return () => output;
}

/** Starts a page's application, uses it, and stops it whatever happens. */
export async function usingRecipe(
  page: string,
  adapterName: AdapterName,
  use: (recipe: RunningRecipe) => Promise<void>,
  setup: RecipeSetup = {},
): Promise<void> {
  const recipe = await startRecipe(page, adapterName, setup);
  try {
    await use(recipe);
  } finally {
    await recipe.stop();
  }
}

const asRecipe = (setup: SigningSetup): SigningSetup => ({ publicUrl: RECIPE_URL, ...setup });

/** As SignalWire sends it to the application of a page. */
export const webhook = {
  form: (target: string, parameters: Record<string, string> | string, setup: SigningSetup = {}) =>
    signedForm(target, parameters, asRecipe(setup)),
  json: (target: string, payload: object, setup: SigningSetup = {}) =>
    signedJson(target, payload, asRecipe(setup)),
  get: (target: string, setup: SigningSetup = {}) => signedGet(target, asRecipe(setup)),
};
