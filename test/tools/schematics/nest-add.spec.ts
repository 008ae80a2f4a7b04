import { describe, expect, test } from '@jest/globals';

import { nestAdd, type NestAddOptions } from '../../../lib/tools/schematics/nest-add.js';
import { MemoryTree, NotedContext } from './memory-tree.js';

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(3000);
`;
const MODULE = `import { Module } from '@nestjs/common';

@Module({
  imports: [],
  controllers: [],
})
export class AppModule {}
`;
const PACKAGE = JSON.stringify({
  dependencies: { '@nestjs/core': '^12.0.1', '@nestjs/platform-express': '^12.0.1' },
  devDependencies: { vitest: '^4.0.0' },
});
const CORE = 'node_modules/@nestjs/core/package.json';
const APPLICATION = {
  'package.json': PACKAGE,
  'nest-cli.json': '{ "sourceRoot": "src" }',
  'src/main.ts': MAIN,
  'src/app.module.ts': MODULE,
};

function run(files: Readonly<Record<string, string>>, options: NestAddOptions = { sourceRoot: 'src' }) {
  const tree = new MemoryTree(files);
  const context = new NotedContext();
  nestAdd(options)(tree, context);
  return { tree, context, text: (path: string) => tree.files.get(path) ?? '' };
}

/** Runs where something is not understood: nothing may change. */
function reject(
  files: Readonly<Record<string, string>>,
  options: NestAddOptions = { sourceRoot: 'src' },
): string {
  const tree = new MemoryTree(files);
  const context = new NotedContext();
  expect(() => {
    nestAdd(options)(tree, context);
  }).toThrow('Nothing was changed');
  expect(Object.fromEntries(tree.files)).toEqual(files);
  expect(context.tasks).toEqual([]);
  return context.printed.join('\n');
}

describe('nest add', () => {
  test('sets an application up', () => {
    const { text, context } = run(APPLICATION);
    expect(text('src/main.ts')).toBe(MAIN.replace('(AppModule)', '(AppModule, { rawBody: true })'));
    expect(text('src/app.module.ts')).toContain('SignalWireWebhookModule.forRootAsync({');
    expect(text('src/app.module.ts')).toContain('ConfigModule.forRoot(),');
    expect(text('package.json')).toContain('"@nestjs/config":"^12.0.0"');
    expect(text('.env.example')).toContain('SIGNALWIRE_SIGNING_KEY=');
    expect(context.tasks).toEqual([
      { name: 'node-package', options: expect.objectContaining({ command: 'install' }) },
    ]);
    expect(context.printed.join()).toContain('@SignalWireWebhook()');
  });

  test.each([false, true])('a second run changes nothing (withExample: %s)', (withExample) => {
    const options = { sourceRoot: 'src', withExample };
    const first = Object.fromEntries(run(APPLICATION, options).tree.files);
    const second = run(first, options);
    expect(Object.fromEntries(second.tree.files)).toEqual(first);
    expect(second.context.tasks).toEqual([]);
  });

  test.each([{ skipInstall: true }, { skipInstall: false, s: true }])(
    '%j installs nothing, and says so',
    (skip) => {
      const { context } = run(APPLICATION, { sourceRoot: 'src', ...skip });
      expect(context.tasks).toEqual([]);
      expect(context.printed.join()).toContain('Install @nestjs/config');
    },
  );

  test("installs with Bun where Bun's lock file is, which the runner does not look for", () => {
    const { context } = run({ ...APPLICATION, 'bun.lock': '' });
    expect(context.tasks).toEqual([
      { name: 'node-package', options: expect.objectContaining({ packageManager: 'bun' }) },
    ]);
  });

  test('leaves a @nestjs/config that is there at its version', () => {
    const manifest = JSON.stringify({
      dependencies: { '@nestjs/config': '^3.0.0', '@nestjs/core': '^10.0.0' },
    });
    const { text, context } = run({ ...APPLICATION, 'package.json': manifest });
    expect(text('package.json')).toBe(manifest);
    expect(context.tasks).toEqual([]);
  });

  test('goes by the Nest that is installed, rather than by the range', () => {
    const { text } = run({
      ...APPLICATION,
      'package.json': '{"dependencies":{"@nestjs/core":"catalog:"}}',
      'node_modules/@nestjs/core/package.json': '{"version":"11.2.10"}',
    });
    expect(text('package.json')).toContain('"@nestjs/config":"^4.0.0"');
  });

  test('adds no ConfigModule where another file has one', () => {
    const { text } = run({
      ...APPLICATION,
      'src/core/core.module.ts':
        "import { ConfigModule } from '@nestjs/config';\nConfigModule.forRoot({ isGlobal: true });\n",
    });
    expect(text('src/app.module.ts')).not.toContain('ConfigModule.forRoot(');
    expect(text('src/app.module.ts')).toContain('imports: [ConfigModule],');
  });

  test.each([
    "import { ConfigModule } from './config';\nConfigModule.forRoot();",
    '// ConfigModule.forRoot()',
  ])('a ConfigModule that only looks like it does not count: %j', (code) => {
    const { text } = run({ ...APPLICATION, 'src/other.ts': code });
    expect(text('src/app.module.ts')).toContain('ConfigModule.forRoot(),');
  });

  test.each([
    "import { ConfigModule as Config } from '@nestjs/config';\nConfig.forRoot();",
    "import * as config from '@nestjs/config';\nconfig.ConfigModule.forRootAsync();",
    "import a from 'a'; import { ConfigModule } from '@nestjs/config';\nConfigModule\n  .forRoot();",
  ])('a ConfigModule by another name counts: %j', (code) => {
    const { text } = run({ ...APPLICATION, 'src/other.ts': code });
    expect(text('src/app.module.ts')).not.toContain('ConfigModule.forRoot(');
  });

  test('adds no second module where another file imports it', () => {
    const { text } = run({
      ...APPLICATION,
      'src/webhooks/webhooks.module.ts':
        "import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';\nSignalWireWebhookModule.forRoot({});\n",
    });
    expect(text('src/app.module.ts')).toBe(MODULE);
    expect(text('package.json')).toBe(PACKAGE);
    expect(text('src/main.ts')).toContain('rawBody: true');
  });
});

describe('where the application is', () => {
  test('in a project of a monorepo, by its sourceRoot', () => {
    const { text } = run(
      {
        'package.json': PACKAGE,
        'nest-cli.json': JSON.stringify({
          sourceRoot: 'apps/web/src',
          projects: {
            web: { sourceRoot: 'apps/web/src' },
            hooks: { sourceRoot: 'apps/hooks/src', entryFile: 'server' },
          },
        }),
        'apps/web/src/main.ts': MAIN,
        'apps/web/src/app.module.ts': MODULE,
        'apps/hooks/src/server.ts': MAIN.replaceAll('AppModule', 'HooksModule').replace('./app.', './hooks.'),
        'apps/hooks/src/hooks.module.ts': MODULE.replace('AppModule', 'HooksModule'),
      },
      { sourceRoot: 'apps/hooks/src' },
    );
    expect(text('apps/web/src/main.ts')).toBe(MAIN);
    expect(text('apps/web/src/app.module.ts')).toBe(MODULE);
    expect(text('apps/hooks/src/server.ts')).toContain('HooksModule, { rawBody: true }');
    expect(text('apps/hooks/src/hooks.module.ts')).toContain('SignalWireWebhookModule.forRootAsync');
  });

  test.each([
    ['server', 'src/server.ts'],
    ['src/server', 'src/server.ts'],
  ])('an entry file %s of nest-cli.json', (entryFile, path) => {
    const { 'src/main.ts': main, ...others } = APPLICATION;
    const { text } = run({ ...others, 'nest-cli.json': JSON.stringify({ entryFile }), [path]: main });
    expect(text(path)).toContain('rawBody: true');
  });

  test.each([
    ["import { AppModule } from './app.module';", 'src/app.module.ts'],
    ["import { AppModule } from './app.module.js';", 'src/app.module.ts'],
    ["import { AppModule } from './app/app.module.ts';", 'src/app/app.module.ts'],
    ["import { AppModule } from './app';", 'src/app/index.ts'],
    ["import { AppModule } from 'src/app.module';", 'src/app.module.ts'],
    ["import { AppModule } from '@app/app.module';", 'src/nested/app.module.ts'],
    ["import { RootModule as AppModule } from './root';", 'src/root.ts'],
    ["import AppModule from './app.module';", 'src/app.module.ts'],
  ])('%s', (line, path) => {
    const name = line.includes('Root') ? 'RootModule' : 'AppModule';
    const module = MODULE.replace('AppModule', name).replace(
      'export class',
      line.includes('{') ? 'export class' : 'export default class',
    );
    const { text } = run({
      'package.json': PACKAGE,
      'src/main.ts': MAIN.replace(/import \{ AppModule.*/, line),
      [path]: module,
    });
    expect(text(path)).toContain('SignalWireWebhookModule.forRootAsync');
  });

  test.each([
    '{"projects":null,"entryFile":null}',
    '{"projects":{"web":null,"api":[],"jobs":"a"}}',
    '{"projects":{"web":{"sourceRoot":"src","entryFile":null}}}',
  ])('the entry file main, if nest-cli.json is %s', (json) => {
    const { text } = run({ ...APPLICATION, 'nest-cli.json': json });
    expect(text('src/main.ts')).toContain('rawBody: true');
  });

  test('one file with everything', () => {
    const main = `${MODULE.replace("from '@nestjs/common';", "from '@nestjs/common';\nimport { NestFactory } from '@nestjs/core';")}\nawait NestFactory.create(AppModule);\n`;
    const { text } = run({ 'package.json': PACKAGE, 'src/main.ts': main });
    expect(text('src/main.ts')).toContain('SignalWireWebhookModule.forRootAsync');
    expect(text('src/main.ts')).toContain('(AppModule, { rawBody: true })');
  });
});

describe('what is not understood leaves all as it is, and prints the lines', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['no entry file', { 'src/main.ts': '' }, /src\/main\.ts: it does not import NestFactory/],
    [
      'options in another file',
      { 'src/main.ts': MAIN.replace('(AppModule)', '(AppModule, options)') },
      /src\/main\.ts/,
    ],
    [
      'a module by an alias, of which there are two',
      { 'src/main.ts': MAIN.replace('./app.module.js', '@app/app.module'), 'src/b.ts': MODULE },
      /does not lead to a file/,
    ],
    [
      'a module without metadata',
      { 'src/app.module.ts': 'export class AppModule {}\n' },
      /src\/app\.module\.ts/,
    ],
    [
      'a barrel',
      { 'src/app.module.ts': "export { AppModule } from './real.module.js';\n" },
      /no class AppModule/,
    ],
    [
      'another Nest',
      { 'package.json': '{"dependencies":{"@nestjs/core":"^9.0.0"}}' },
      /package\.json: .*“\^9\.0\.0”/,
    ],
    [
      'a ConfigModule that is hidden',
      {
        'src/other.ts':
          "import { ConfigModule } from '@nestjs/config';\nconst f = (ConfigModule) => ConfigModule.forRoot();\n",
      },
      /src\/other\.ts: it declares a different ConfigModule/,
    ],
    ['no JSON', { 'package.json': '{,}' }, /package\.json: it is not JSON/],
    ['no JSON for the CLI', { 'nest-cli.json': '{,}' }, /nest-cli\.json: it is not JSON/],
    ...['null', '[]', '"a"', '1'].flatMap((json): [string, Record<string, string>, RegExp][] =>
      ['package.json', 'nest-cli.json', CORE].map((path) => [
        `${json} in ${path}`,
        { [path]: json },
        new RegExp(`${path}: it is not a JSON object\\. Fix: begin the file with {`),
      ]),
    ),
    [
      'dependencies of a different type',
      { 'package.json': '{"dependencies":[]}' },
      /package\.json: dependencies is not an object\. Fix: "dependencies": \{\}/,
    ],
    [
      'a version of Nest of a different type',
      { 'package.json': '{"dependencies":{"@nestjs/core":{}}}' },
      /package\.json: @nestjs\/core is not a string\. Fix: "@nestjs\/core": "/,
    ],
    [
      'a package without Nest',
      { 'package.json': '{"dependencies":null}' },
      /package\.json: it has no version of @nestjs\/core\. Fix: npm install @nestjs\/core/,
    ],
    [
      'an installed version of a different type',
      { [CORE]: '{"version":12}' },
      /core\/package\.json: version is not a string\. Fix: rm -r node_modules\/@nestjs\/core && npm install/,
    ],
    ...['[]', '"a"', '1'].map((json): [string, Record<string, string>, RegExp] => [
      `projects ${json}`,
      { 'nest-cli.json': `{"projects":${json}}` },
      /nest-cli\.json: projects is not an object\. Fix: "projects": \{\}/,
    ]),
    [
      'an entry file of a different type',
      { 'nest-cli.json': '{"entryFile":["main"]}' },
      /nest-cli\.json: entryFile is not a string\. Fix: "entryFile": "main"/,
    ],
    [
      "a project's entry file of a different type",
      { 'nest-cli.json': '{"projects":{"web":{"sourceRoot":"src","entryFile":1}}}' },
      /nest-cli\.json: entryFile is not a string/,
    ],
  ])('%s', (_, files, reason) => {
    const printed = reject({ ...APPLICATION, ...files });
    expect(printed).toMatch(reason);
    expect(printed).toContain("import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';");
    expect(printed).toContain('SignalWireWebhookModule.forRootAsync({');
    expect(printed).toContain('{ rawBody: true }');
    expect(printed).toContain('SIGNALWIRE_SIGNING_KEY=');
  });

  test('nothing of an application that is written in JavaScript', () => {
    const { 'src/main.ts': main, ...others } = APPLICATION;
    expect(reject({ ...others, 'src/main.js': main })).toContain('src/main.ts: there is no such file');
  });
});

describe('--with-example', () => {
  const example = (files: Record<string, string> = {}) =>
    run({ ...APPLICATION, ...files }, { sourceRoot: 'src', withExample: true });

  test('adds a controller with its test, and registers it', () => {
    const { text } = example();
    expect(text('src/app.module.ts')).toContain(
      "import { VoiceController } from './voice/voice.controller.js';",
    );
    expect(text('src/app.module.ts')).toContain('VoiceController');
    expect(text('src/voice/voice.controller.ts')).toContain("@SignalWireWebhook({ content: ['form'] })");
    expect(text('src/voice/voice.controller.spec.ts')).toContain("from 'vitest'");
    expect(text('src/voice/voice.controller.spec.ts')).toContain("it('accepts a signed request'");
  });

  test('for Jest, whose functions are global', () => {
    const { text } = example({ 'package.json': PACKAGE.replace('vitest', 'jest') });
    expect(text('src/voice/voice.controller.spec.ts')).not.toMatch(/vitest|@jest/);
  });

  test('without a test where there is no runner that it knows', () => {
    const { tree } = example({ 'package.json': PACKAGE.replace('vitest', 'mocha') });
    expect([...tree.files.keys()].filter((path) => path.includes('spec'))).toEqual([]);
  });

  test('for Fastify', () => {
    const { text } = example({ 'package.json': PACKAGE.replace('express', 'fastify') });
    expect(text('src/voice/voice.controller.spec.ts')).toContain('new FastifyAdapter()');
  });

  test('a controller of that name stays as it is, and so does the module', () => {
    const { text, context } = example({ 'src/voice/voice.controller.ts': '// mine' });
    expect(context.printed.join()).toContain(
      'Check that the existing voice.controller.ts has @SignalWireWebhook()',
    );
    expect(context.printed.join()).not.toContain('accepts only');
    expect(text('src/voice/voice.controller.ts')).toBe('// mine');
    expect(text('src/app.module.ts')).not.toContain('VoiceController');
  });
});
