import { describe, expect, test } from '@jest/globals';
import { check } from 'prettier';

import { webhook, type WebhookOptions } from '../../../lib/tools/schematics/webhook.js';
import {
  controllerCode,
  controllerNames,
  controllerTest,
} from '../../../lib/tools/schematics/webhook-controller.js';
import { WEBHOOK_KINDS } from '../../../lib/tools/schematics/controller-kinds.js';
import { MemoryTree, NotedContext } from './memory-tree.js';

const MODULE =
  "import { Module } from '@nestjs/common';\n\n@Module({\n  controllers: [],\n})\nexport class AppModule {}\n";
const APPLICATION = {
  'package.json': '{"devDependencies":{"jest":"^30.0.0"}}',
  'src/main.ts':
    "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\n\nNestFactory.create(AppModule, { rawBody: true });\n",
  'src/app.module.ts': MODULE,
};

function run(options: WebhookOptions, files: Record<string, string> = {}) {
  const tree = new MemoryTree({ ...APPLICATION, ...files });
  const context = new NotedContext();
  webhook({ sourceRoot: 'src', ...options })(tree, context);
  return { tree, context, text: (path: string) => tree.files.get(path) ?? '' };
}

describe('nest g webhook', () => {
  test.each([
    ['voice', undefined, 'InboundCall'],
    ['messages', undefined, 'InboundMessage'],
    ['fax', undefined, 'InboundFax'],
    ['swml', undefined, 'SwmlCallRequest'],
    ['status', undefined, 'CallStatusCallback'],
    ['orders', undefined, 'InboundCall'],
    ['receipts', 'message.status', 'MessageStatusCallback'],
  ])('%s of the type %s takes an %s', (name, type, payload) => {
    const { text } = run({ name, ...(type && { type }) });
    expect(text(`src/${name}/${name}.controller.ts`)).toContain(`: ${payload})`);
    expect(text(`src/${name}/${name}.controller.spec.ts`)).toContain('.tampered()');
  });

  test.each([
    ['swaig', undefined, "bind: ['call_id', 'function']"],
    ['summary', 'ai.post-prompt', "bind: ['call_id']"],
  ])('%s of the type %s accepts URL tokens, and the next step is said', (name, type, bind) => {
    const { text, context } = run({ name, ...(type && { type }) });
    expect(text(`src/${name}/${name}.controller.ts`)).toContain(
      `accept: 'url-token',\n  urlToken: { ${bind} }`,
    );
    expect(text(`src/${name}/${name}.controller.spec.ts`)).toContain('.pathWithToken(');
    expect(context.printed.join()).toMatch(
      /SignalWireWebhookUrls\.create\(\).*URL_TOKEN_SECRET in \.env.*urlTokenSecret: config\.getOrThrow<string>\('URL_TOKEN_SECRET'\)/,
    );
  });

  test('is registered in the root module', () => {
    const { text } = run({ name: 'voice-menu' });
    expect(text('src/app.module.ts')).toContain('VoiceMenuController');
    expect(text('src/app.module.ts')).toContain("from './voice-menu/voice-menu.controller';");
  });

  test('is registered in the module of its folder, or of the nearest above it', () => {
    const { text } = run(
      { name: 'hooks/voice', flat: true },
      { 'src/hooks/hooks.module.ts': MODULE.replace('AppModule', 'HooksModule') },
    );
    expect(text('src/hooks/hooks.module.ts')).toContain(
      "import { VoiceController } from './voice.controller';",
    );
    expect(text('src/app.module.ts')).toBe(MODULE);
  });

  test('in a module of its folder, whatever the entry file is like', () => {
    const { text } = run(
      { name: 'voice' },
      {
        'src/main.ts': 'await start();\n',
        'src/voice/voice.module.ts': MODULE.replace('AppModule', 'VoiceModule'),
        'package.json': '{"type":"module","devDependencies":{"jest":"^30.0.0"}}',
      },
    );
    expect(text('src/voice/voice.module.ts')).toContain("from './voice.controller.js';");
    expect(text('src/voice/voice.controller.spec.ts')).toContain("from './voice.controller.js';");
  });

  test('in a folder, flat, without a test, without an import', () => {
    const { tree } = run({ name: 'voice', path: 'a/b', flat: true, spec: false, skipImport: true });
    expect([...tree.files.keys()].filter((path) => !Object.hasOwn(APPLICATION, path))).toEqual([
      'src/a/b/voice.controller.ts',
    ]);
    expect(tree.files.get('src/app.module.ts')).toBe(MODULE);
  });

  test('with another suffix for the test', () => {
    const { tree } = run({ name: 'voice', specFileSuffix: 'test' });
    expect(tree.exists('src/voice/voice.controller.test.ts')).toBe(true);
  });

  test('a controller that is there stays', () => {
    const { text, context } = run({ name: 'voice' }, { 'src/voice/voice.controller.ts': '// mine' });
    expect(text('src/voice/voice.controller.ts')).toBe('// mine');
    expect(context.printed.join()).toContain(
      'src/voice/voice.controller.ts already exists, so no file was changed. Fix: choose a different name.',
    );
  });

  test.each(['../../etc/voice', '1', 'a b', "a'b", '', '/voice'])('%j is no name', (name) => {
    expect(() => run({ name })).toThrow('is not a valid controller name');
  });

  test.each(['call', 'constructor', '__proto__'])('%s is no type', (type) => {
    expect(() => run({ name: 'voice', type })).toThrow(
      `--type "${type}" is not a kind of webhook. The kinds are voice.inbound, `,
    );
  });

  test.each([
    ['message', 'message.inbound'],
    ['fax.received', 'fax.receive'],
    ['voice.gathered', 'voice.gather'],
    ['call', 'voice.inbound'],
  ])('the fix for the type %s is %s', (type, nearest) => {
    expect(() => run({ name: 'voice', type })).toThrow(`Fix: --type ${nearest}`);
  });

  test.each(['voice_menu', 'voice.v2', 'Voice-2'])('the message on invalid names allows %s', (name) => {
    const { tree } = run({ name });
    expect(tree.exists(`src/${name}/${name}.controller.ts`)).toBe(true);
    expect(() => run({ name: '1' })).toThrow(
      'a letter first, and then only letters, digits, ".", "_" and "-"',
    );
  });

  test('an invalid path is named together with the name', () => {
    expect(() => run({ name: 'voice', path: '../a' })).toThrow('"../a/voice" is not a valid controller name');
  });

  test('a module that is not understood changes nothing', () => {
    const tree = new MemoryTree({ ...APPLICATION, 'src/app.module.ts': 'export class AppModule {}' });
    expect(() => {
      webhook({ name: 'voice' })(tree, new NotedContext());
    }).toThrow('src/app.module.ts: ');
    expect(tree.files.size).toBe(3);
  });
});

describe.each(Object.entries(WEBHOOK_KINDS))('the code for %s', (_, kind) => {
  const names = controllerNames('voice', '.js');
  const options = { parser: 'typescript', singleQuote: true, trailingComma: 'all' } as const;

  test("is formatted as a new application's Prettier formats it", async () => {
    expect(await check(controllerCode(kind, names), options)).toBe(true);
  });

  test.each([
    { runner: 'jest', adapter: 'express' },
    { runner: 'jest', adapter: 'fastify' },
    { runner: 'vitest', adapter: 'express' },
  ] as const)('and its test for $runner and $adapter', async (set) => {
    expect(await check(controllerTest(kind, names, set), options)).toBe(true);
  });
});
