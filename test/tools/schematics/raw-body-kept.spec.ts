import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { nestAdd } from '../../../lib/tools/schematics/nest-add.js';
import type { AdapterName } from '../../support/applications.js';
import { closeAtEnd } from '../../support/close-at-end.js';
import { usingApplication } from '../../support/nest-add.js';
import { type RunningRecipes, startRecipes, webhook } from '../../support/recipes.js';
import { MemoryTree, NotedContext } from './memory-tree.js';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'build/nest-add');

const MODULE = `import { Controller, Module, Post } from '@nestjs/common';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';

@SignalWireWebhook({ content: ['form', 'json'] })
@Controller(['hook', 'x/hook'])
export class HookController {
  @Post()
  receive(@WebhookPayload() payload: Record<string, unknown>) {
    return payload;
  }
}

@Module({
  imports: [],
  controllers: [HookController],
})
export class AppModule {}
`;

interface Scenario {
  readonly adapter: AdapterName;
  /** What follows on the imports of Nest in main.ts, before the application listens. */
  readonly lines: string;
  /** The statuses of signed JSON and of a signed form before the steps are followed. */
  readonly before?: readonly number[];
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'body-parser': {
    adapter: 'express',
    lines: `import bodyParser from 'body-parser';
const app = await NestFactory.create(AppModule);
app.use(bodyParser.json({ limit: '1mb' }));
app.use(bodyParser.urlencoded({ extended: true }));`,
    before: [500, 500],
  },
  'two statements in a line, and one on several lines': {
    adapter: 'express',
    lines: `import * as bodyParser from 'body-parser';
const app = await NestFactory.create(AppModule);
app.use(bodyParser.text()); app.use(
  bodyParser.json({
    limit: '1mb',
  }),
); app.use(bodyParser.urlencoded({ extended: true }));`,
    before: [500, 500],
  },
  'require, and a function by its name': {
    adapter: 'express',
    lines: `import { createRequire } from 'node:module';
import { urlencoded } from 'express';
const require = createRequire(import.meta.url);
const app = await NestFactory.create(AppModule);
app.use(require('body-parser').json());
app.use(urlencoded({ extended: false }));`,
    before: [500, 500],
  },
  'a verify that does something else': {
    adapter: 'express',
    lines: `import { json } from 'express';
const app = await NestFactory.create(AppModule);
app.use(json({ verify: (request, _response, buffer) => { Object.assign(request, { size: buffer.length }); } }));`,
    before: [500, 200],
  },
  'a path, and several parsers in a line': {
    adapter: 'express',
    lines: `import express, { json, urlencoded } from 'express';
const app = await NestFactory.create(AppModule);
app.use('/x', json({ limit: '1mb' }));
app.use('/x', express.raw({ type: 'application/x-www-form-urlencoded' }), urlencoded({ extended: false }));`,
    before: [500, 500],
  },
  'the server of Express': {
    adapter: 'express',
    lines: `import { ExpressAdapter } from '@nestjs/platform-express';
import express from 'express';
const server = express();
server.use(express.json({ limit: '1mb' }));
const app = await NestFactory.create(AppModule, new ExpressAdapter(server));`,
    before: [500, 200],
  },
  'bodyParser: false': {
    adapter: 'express',
    lines: 'const app = await NestFactory.create(AppModule, { bodyParser: false });',
    before: [500, 500],
  },
  'bodyParser: false and a parser': {
    adapter: 'express',
    lines: `import express from 'express';
const app = await NestFactory.create(AppModule, { bodyParser: false });
app.use(express.json());`,
  },
  'bodyParser: false on Fastify': {
    adapter: 'fastify',
    lines: `import { FastifyAdapter } from '@nestjs/platform-fastify';
const app = await NestFactory.create(AppModule, new FastifyAdapter(), { bodyParser: false });`,
    before: [500, 415],
  },
  'bodyParser: false and content type parsers on Fastify': {
    adapter: 'fastify',
    lines: `import formbody from '@fastify/formbody';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { bodyParser: false });
app.getHttpAdapter().getInstance().addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => { done(null, JSON.parse(String(body))); });
await app.register(formbody);`,
    before: [500, 500],
  },
  'a parser of Express on Fastify': {
    adapter: 'fastify',
    lines: `import { FastifyAdapter } from '@nestjs/platform-fastify';
import { json } from 'express';
const app = await NestFactory.create(AppModule, new FastifyAdapter());
app.use(json());`,
  },
  'a parser of all types on Fastify': {
    adapter: 'fastify',
    lines: `import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
app.useBodyParser('*');`,
    before: [500, 200],
  },
};

/** What `nest add` does to an application, and what comes of its steps. */
interface Added {
  readonly printed: string;
  readonly main: string;
  readonly module: string;
  /** The main.ts after the steps. */
  readonly followed: string;
  readonly printedAgain: string;
}

const results = new Map<string, Added>();
let withSteps: RunningRecipes;
let withoutSteps: RunningRecipes;

beforeAll(async () => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) results.set(name, addTo(applicationOf(scenario)));
  withSteps = await start('followed');
  withoutSteps = await start('main');
});

async function start(main: 'followed' | 'main'): Promise<RunningRecipes> {
  const setups = [...results].map(([name, result]) => {
    const files = new Map([
      ['main', result[main]],
      ['app.module', result.module],
    ]);
    return [name, { adapterName: SCENARIOS[name]?.adapter ?? 'express', files, main: 'main' }] as const;
  });
  const running = await startRecipes('nest-add', Object.fromEntries(setups), `nest-add-${main}`);
  closeAtEnd(running.stop);
  return running;
}

/** A new application, before the library is added. */
function applicationOf({ adapter, lines }: Scenario): Record<string, string> {
  const dependencies = { '@nestjs/core': '^12.0.1', [`@nestjs/platform-${adapter}`]: '^12.0.1' };
  return {
    'package.json': JSON.stringify({ type: 'module', dependencies }),
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
${lines}
await app.listen(process.env.PORT ?? 3000);
`,
    'src/app.module.ts': MODULE,
  };
}

/** Runs nest add, does what it printed, and runs it again. */
function addTo(files: Readonly<Record<string, string>>): Added {
  const tree = new MemoryTree(files);
  const printed = printedFor(tree);
  const [main = '', module = ''] = ['src/main.ts', 'src/app.module.ts'].map((path) => tree.files.get(path));
  const followed = follow(printed, main);
  tree.overwrite('src/main.ts', followed);
  return { printed, main, module, followed, printedAgain: printedFor(tree) };
}

function printedFor(tree: MemoryTree): string {
  const context = new NotedContext();
  nestAdd({ sourceRoot: 'src', skipInstall: true })(tree, context);
  return context.printed.join('\n');
}

interface Step {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly code: string;
}

/** Does what the steps say about main.ts, from the last one to the first. */
function follow(output: string, main: string): string {
  const steps = output.split(/^ *\d+\. /m).slice(1);
  const placed = steps.flatMap((step): Step[] => {
    const [, line, text = '', code = ''] = /^src\/main\.ts:(\d+): (.*)\n?([^]*)$/.exec(step) ?? [];
    return line === undefined ? [] : [{ line: Number(line), text, code: codeOf(code) }];
  });
  const followed = placed
    .reverse()
    .sort((a, b) => b.line - a.line)
    .reduce(followStep, main);
  return steps.reduce(declare, followed);
}

function followStep(main: string, { line, text, code }: Step): string {
  if (text.includes('before app.listen()'))
    return main.replace('await app.listen', () => `${code}\nawait app.listen`);
  const { call, statement } = nodesAt(main, line, /^(\S+)\(\) /.exec(text)?.[1]);
  const replace = (node: ts.Node, by: string) =>
    main.slice(0, node.getStart()) + by + main.slice(node.getEnd());
  if (text.endsWith('Replace the statement with:')) return replace(statement, code);
  if (text.endsWith('Replace the call with:')) return replace(call, code);
  if (text.endsWith('Add after the statement:')) return replace(statement, `${statement.getText()}\n${code}`);
  if (text.endsWith('Add to its verify function:'))
    return replace(
      call,
      call.getText().replace('{ Object.assign', () => `{ ${code}\nObject.assign`),
    );
  if (text.includes('Remove the plugin.'))
    return replace(statement, '').replace('await app.register(formbody);', '');
  if (/(?:Delete the statement|Remove the parser)\./.test(text)) return replace(statement, '');
  throw new Error(text);
}

/** The call of a function in a line, and the statement that has it. */
function nodesAt(main: string, line: number, callee?: string): { call: ts.Node; statement: ts.Node } {
  const file = ts.createSourceFile('main.ts', main, ts.ScriptTarget.Latest, true);
  const lineOf = (index: number) => file.getLineAndCharacterOfPosition(index).line + 1;
  let call: ts.Node | undefined;
  let statement: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    const isHere = lineOf(node.getStart()) <= line && lineOf(node.getEnd()) >= line;
    const isCall = ts.isCallExpression(node) && node.expression.getText() === callee;
    if (isHere && callee === undefined && node.parent === file) statement = node;
    if (isHere && isCall && lineOf(node.getStart()) === line) {
      call = node;
      statement = ts.findAncestor(node, (each) => each.parent === file);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  if (!statement) throw new Error(`${line}: ${callee ?? 'a statement'}`);
  return { call: call ?? statement, statement };
}

/** The step's code, up to the first line that belongs to something else. */
function codeOf(text: string): string {
  const code = text.split('\n').filter((line) => line.trim() === '' || line.startsWith(' '.repeat(7)));
  return code
    .map((line) => line.slice(7))
    .join('\n')
    .trim();
}

function declare(main: string, step: string): string {
  const [text = '', ...rest] = step.split('\n');
  const code = codeOf(rest.join('\n'));
  if (text.startsWith('Declare verify')) return `${code}\n${main}`;
  if (!text.startsWith('Add the type argument')) return main;
  const [line = ''] = code.split('\n');
  const [type = ''] = /Nest\w+Application/.exec(code) ?? [];
  const withType = main.replace('NestFactory.create(', `NestFactory.create<${type}>(`);
  return `import type { ${type} } from '${/'(.*)'/.exec(line)?.[1] ?? ''}';\n${withType}`;
}

const requests = ['/hook', '/x/hook'].flatMap((target) => [
  webhook.json(target, { call: { call_id: 'C1' } }),
  webhook.form(target, { CallSid: 'C1', Body: 'a b' }),
]);

test('the program nest prints these steps', async () => {
  const [[name, scenario] = ['', { adapter: 'express', lines: '' } as const]] = Object.entries(SCENARIOS);
  const { printed = '', main } = results.get(name) ?? {};
  await usingApplication(applicationOf(scenario), async (application) => {
    const { code, output } = await application.nestAdd();
    expect(output.replace(/^ {4}/gm, '')).toContain(printed);
    expect(code).toBe(0);
    expect(application.read('src/main.ts')).toBe(main);
  });
});

test.each(Object.keys(SCENARIOS))('%s: with the steps each signed webhook is verified', async (name) => {
  expect(results.get(name)?.printedAgain).toContain('SignalWireWebhookModule is set up.');
  const { send } = withSteps.recipe(name);
  for (const request of requests) {
    expect((await send(request)).status).toBe(200);
    expect((await send({ ...request, body: `${String(request.body)} ` })).status).toBe(403);
  }
});

describe('without the steps', () => {
  const measured = Object.entries(SCENARIOS).flatMap(([name, { before }]) =>
    before ? [[name, before] as const] : [],
  );

  test.each(measured)('%s: they end in %j', async (name, before) => {
    const { send } = withoutSteps.recipe(name);
    const statuses = [];
    for (const request of requests.slice(2)) statuses.push((await send(request)).status);
    expect(statuses).toEqual(before);
  });
});

test('the code of the steps compiles in a new application', () => {
  rmSync(folder, { recursive: true, force: true });
  [...results.values()].forEach(({ followed, module }, index) => {
    mkdirSync(join(folder, `${index}`), { recursive: true });
    writeFileSync(join(folder, `${index}`, 'main.ts'), followed);
    writeFileSync(join(folder, `${index}`, 'app.module.ts'), module);
  });
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    strict: true,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    paths: { 'nestjs-signalwire-webhook': ['../../lib/index.ts'] },
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('');
});
