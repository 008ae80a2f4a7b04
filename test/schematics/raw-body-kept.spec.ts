import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AdapterName } from '../support/applications.js';
import { usingApplication } from '../support/nest-add.js';
import { usingRecipe, webhook } from '../support/recipes.js';

const root = join(import.meta.dirname, '../..');
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

interface Files {
  readonly added: ReadonlyMap<string, string>;
  readonly followed: ReadonlyMap<string, string>;
}

const results = new Map<string, Files>();

beforeAll(async () => {
  for (const [name, { lines, adapter }] of Object.entries(SCENARIOS))
    results.set(name, await addTo(lines, adapter));
});

/** Runs nest add, and then does what it printed. */
async function addTo(lines: string, adapter: AdapterName): Promise<Files> {
  const dependencies = { '@nestjs/core': '^12.0.1', [`@nestjs/platform-${adapter}`]: '^12.0.1' };
  const files = {
    'package.json': JSON.stringify({ type: 'module', dependencies }),
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
${lines}
await app.listen(process.env.PORT ?? 3000);
`,
    'src/app.module.ts': MODULE,
  };
  return usingApplication(files, async (application) => {
    const { code, output } = await application.nestAdd();
    expect(code).toBe(0);
    const main = application.read('src/main.ts');
    const module = application.read('src/app.module.ts');
    application.write('src/main.ts', follow(output, main));
    const again = await application.schematic('nest-add');
    expect(again.output).toContain('SignalWireWebhookModule is set up.');
    return {
      added: new Map([
        ['main', main],
        ['app.module', module],
      ]),
      followed: new Map([
        ['main', application.read('src/main.ts')],
        ['app.module', module],
      ]),
    };
  });
}

/** Does what the steps say about main.ts, from the last line to the first. */
function follow(output: string, main: string): string {
  const steps = output.split(/^ *\d+\. /m).slice(1);
  const lines = main.split('\n');
  const placed = steps.flatMap((step) => {
    const [, line, text = '', code = ''] = /^src\/main\.ts:(\d+): (.*)\n?([^]*)$/.exec(step) ?? [];
    return line === undefined ? [] : [{ index: Number(line) - 1, text, code: codeOf(code) }];
  });
  for (const { index, text, code } of placed.reverse()) {
    const line = lines[index] ?? '';
    if (text.endsWith('Replace the line with:')) lines[index] = code;
    else if (text.endsWith('Replace the call with:')) lines[index] = replaceCall(line, code);
    else if (text.endsWith('Add after the line:')) lines[index] = `${line}\n${code}`;
    else if (text.includes('Delete the line')) lines[index] = '';
    else if (text.includes('before app.listen()')) {
      lines[lines.findIndex((each) => each.startsWith('await app.listen'))] =
        `${code}\nawait app.listen(process.env.PORT ?? 3000);`;
    } else throw new Error(text);
  }
  return steps.reduce(declare, lines.join('\n'));
}

/** The step's code, up to the first line that belongs to something else. */
function codeOf(text: string): string {
  const code = text.split('\n').filter((line) => line.trim() === '' || line.startsWith(' '.repeat(11)));
  return code
    .map((line) => line.slice(11))
    .join('\n')
    .trim();
}

function replaceCall(line: string, code: string): string {
  const [callee = ''] = /^[\w.]+/.exec(code) ?? [];
  const replaced = line.replace(new RegExp(`${callee}\\([^()]*\\)`), code);
  if (replaced === line) throw new Error(`${line}: ${code}`);
  return replaced;
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

test.each(Object.keys(SCENARIOS))('%s: with the steps each signed webhook is verified', async (name) => {
  const { adapter } = SCENARIOS[name] ?? { adapter: 'express' };
  await usingRecipe(
    'nest-add',
    adapter,
    async ({ send }) => {
      for (const request of requests) {
        expect((await send(request)).status).toBe(200);
        expect((await send({ ...request, body: `${String(request.body)} ` })).status).toBe(403);
      }
    },
    { files: results.get(name)?.followed ?? new Map(), main: 'main', name: `nest-add/${name}` },
  );
});

describe('without the steps', () => {
  const measured = Object.entries(SCENARIOS).flatMap(([name, { before }]) =>
    before ? [[name, before] as const] : [],
  );

  test.each(measured)('%s: they end in %j', async (name, before) => {
    const { adapter } = SCENARIOS[name] ?? { adapter: 'express' };
    await usingRecipe(
      'nest-add',
      adapter,
      async ({ send }) => {
        const statuses = [];
        for (const request of requests.slice(2)) statuses.push((await send(request)).status);
        expect(statuses).toEqual(before);
      },
      { files: results.get(name)?.added ?? new Map(), main: 'main', name: `nest-add/${name}-before` },
    );
  });
});

test('the code of the steps compiles in a new application', () => {
  rmSync(folder, { recursive: true, force: true });
  [...results.values()].forEach(({ followed }, index) => {
    mkdirSync(join(folder, `${index}`), { recursive: true });
    for (const [name, code] of followed) writeFileSync(join(folder, `${index}`, `${name}.ts`), code);
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
