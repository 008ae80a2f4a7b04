import { describe, expect, test } from '@jest/globals';

import { addController, addWebhookModule } from '../../../lib/tools/schematics/add-module.js';
import { syntaxErrors } from './syntax-errors.js';

const WEBHOOK_MODULE = `    SignalWireWebhookModule.forRootAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        diagnostics: config.get<string>('NODE_ENV') !== 'production',
      }),
    }),
`;
const IMPORTS = `import { ConfigModule, ConfigService } from '@nestjs/config';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
`;
const HEAD = "import { Module } from '@nestjs/common';\n";

function add(text: string, { withConfig = true, className = 'AppModule' } = {}): string {
  const edited = addWebhookModule(text, className, withConfig);
  expect(syntaxErrors(edited)).toEqual([]);
  return edited;
}

/** A module of this metadata before and after. */
function metadata(before: string, withConfig = true): string {
  const edited = add(`${HEAD}\n@Module(${before})\nexport class AppModule {}\n`, { withConfig });
  const start = `${HEAD}${IMPORTS}\n@Module(`;
  expect(edited.startsWith(start)).toBe(true);
  expect(edited.endsWith(')\nexport class AppModule {}\n')).toBe(true);
  return edited.slice(start.length, edited.lastIndexOf(')'));
}

describe('the module is imported', () => {
  test.each<[string, string, string]>([
    [
      'as nest new writes it',
      '{\n  imports: [],\n  controllers: [AppController],\n}',
      `{\n  imports: [\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n  controllers: [AppController],\n}`,
    ],
    ['in nothing', '{}', `{\n  imports: [\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n}`],
    [
      'without imports',
      '{\n  providers: [A],\n}',
      `{\n  imports: [\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n  providers: [A],\n}`,
    ],
    [
      'without imports, on one line',
      '{ providers: [A], controllers: [B] }',
      `{\n  imports: [\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n  providers: [A],\n  controllers: [B],\n}`,
    ],
    [
      'beside others on one line',
      '{\n  imports: [CatsModule, DogsModule.register({ a, b })],\n}',
      `{\n  imports: [\n    CatsModule,\n    DogsModule.register({ a, b }),\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n}`,
    ],
    [
      'beside others with comments on one line',
      '{\n  imports: [/* a, b */ CatsModule /* c */, DogsModule, /* d */],\n}',
      `{\n  imports: [\n    /* a, b */ CatsModule /* c */,\n    DogsModule /* d */,\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n}`,
    ],
    [
      'beside a comment',
      '{\n  imports: [/* none yet */],\n}',
      `{\n  imports: [\n    /* none yet */ ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n}`,
    ],
    [
      'beside others on many lines',
      '{\n  imports: [\n    CatsModule, // meow, ]\n    ...others,\n    // last\n  ],\n}',
      `{\n  imports: [\n    CatsModule, // meow, ]\n    ...others,\n    // last\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE}  ],\n}`,
    ],
    [
      'beside others without a trailing comma',
      '{\n  imports: [\n    CatsModule // meow\n  ]\n}',
      `{\n  imports: [\n    CatsModule, // meow\n    ConfigModule.forRoot(),\n${WEBHOOK_MODULE.replace(/,\n$/, '\n')}  ]\n}`,
    ],
  ])('%s', (_, before, after) => {
    expect(metadata(before)).toBe(after);
  });

  test('without a ConfigModule of its own, where there is one', () => {
    const text = `${HEAD}import { ConfigModule } from '@nestjs/config';

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true })],
})
export class AppModule {}
`;
    expect(add(text, { withConfig: false }))
      .toBe(`${HEAD}import { ConfigModule, ConfigService } from '@nestjs/config';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
${WEBHOOK_MODULE}  ],
})
export class AppModule {}
`);
  });

  test('in the style of the file: double quotes, no semicolons, tabs, Windows line ends', () => {
    const text =
      'import { Module } from "@nestjs/common"\r\n\r\n@Module({\r\n\timports: [],\r\n})\r\nexport class AppModule {}\r\n';
    const edited = add(text);
    expect(edited).toContain(
      'import { Module } from "@nestjs/common"\r\nimport { ConfigModule, ConfigService } from "@nestjs/config"\r\nimport { SignalWireWebhookModule } from "nestjs-signalwire-webhook"\r\n\r\n',
    );
    expect(edited).toContain(
      '\r\n\t\tSignalWireWebhookModule.forRootAsync({\r\n\t\t\timports: [ConfigModule],\r\n\t\t\tinject: [ConfigService],\r\n',
    );
    expect(edited).toContain('\r\n\t\t\t\tpublicUrl: config.getOrThrow<string>("PUBLIC_URL"),\r\n');
    expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n';]/);
  });

  test('with four spaces', () => {
    const edited = add(`${HEAD}@Module({\n    imports: [],\n})\nexport class AppModule {}`);
    expect(edited).toContain(
      '\n        SignalWireWebhookModule.forRootAsync({\n            imports: [ConfigModule],\n',
    );
  });

  test('whose name begins like the name of a class before it', () => {
    const text = `${HEAD}@Module({})\nclass AppModuleÜ {}\n@Module({})\nexport class AppModule {}\n`;
    expect(add(text)).toMatch(/class AppModuleÜ \{\}\n@Module\(\{\n {2}imports: \[/);
  });

  test('in the class that is named, among several', () => {
    const text = `${HEAD}@Module({ imports: [] })\nclass Other {}\n@Global()\n@Module({ imports: [A] })\nexport abstract class AppModule {}\n@Module({ imports: [] })\nclass Last {}\n`;
    const edited = add(text);
    expect(edited).toContain('@Module({ imports: [] })\nclass Other');
    expect(edited).toContain('@Module({ imports: [] })\nclass Last');
    expect(edited).toContain('@Module({ imports: [\n  A,\n  ConfigModule.forRoot(),\n');
  });

  test('in a class with a dollar sign in its name', () => {
    const edited = add(`${HEAD}@Module({})\nclass $Root$ {}\n`, { className: '$Root$' });
    expect(edited).toContain('SignalWireWebhookModule.forRootAsync');
  });

  test('in the class that is the default export', () => {
    const edited = add(`${HEAD}@Module({})\nexport default class Root {}\n`, { className: 'default' });
    expect(edited).toContain('imports: [\n    ConfigModule.forRoot(),');
  });

  test('after imports over several lines, and before code that follows on them', () => {
    const text =
      "import {\n  Module,\n  Global,\n} from '@nestjs/common'; // Nest\nimport './polyfill';\n\nconst a = 1;\n@Module({})\nclass AppModule {}\n";
    expect(add(text)).toContain(`import './polyfill';\n${IMPORTS}\nconst a = 1;`);
  });

  test('beside an import on the same line, and one with attributes', () => {
    const text = `import a from 'a'; import { ConfigModule } from '@nestjs/config';\n${HEAD}import b from './b.json' with { type: 'json' };\n@Module({})\nexport class AppModule {}\n`;
    const edited = add(text);
    expect(edited).toContain(
      "import a from 'a'; import { ConfigModule, ConfigService } from '@nestjs/config';\n",
    );
    expect(edited).toContain(
      "with { type: 'json' };\nimport { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';\n",
    );
  });

  test('past text that only looks like code', () => {
    const text = `${HEAD}// class AppModule {}\nconst text = '@Module({ imports: [] }) class AppModule {}';\n@Module({ imports: [] /* ] */ })\nexport class AppModule {}\n`;
    const edited = add(text);
    expect(edited).toContain(text.split('\n')[2]);
    expect(edited).toContain('}),\n] /* ] */ })');
  });
});

describe('what is not understood', () => {
  test.each<[string, string, RegExp]>([
    ['another class', '@Module({})\nexport class Other {}', /no class AppModule/],
    ['no decorator', 'export class AppModule {}', /no @Module/],
    ["another class's decorator", '@Module({})\nclass Other {}\nexport class AppModule {}', /no @Module/],
    ['metadata in a variable', '@Module(metadata)\nexport class AppModule {}', /no object/],
    [
      'imports in a variable',
      '@Module({ imports: modules })\nexport class AppModule {}',
      /imports are not an array/,
    ],
    ['imports by shorthand', '@Module({ imports })\nexport class AppModule {}', /imports/],
    [
      'imports by an expression',
      '@Module({ imports: [A].concat(b) })\nexport class AppModule {}',
      /not an array/,
    ],
    ['metadata of another object', '@Module({ ...base })\nexport class AppModule {}', /a different object/],
    [
      'a ConfigModule of its own',
      "import { ConfigModule } from './config/config.module';\n@Module({})\nexport class AppModule {}",
      /imports ConfigModule from '.\/config\/config.module'/,
    ],
    [
      'a ConfigService that is a type only',
      "import type { ConfigService } from '@nestjs/config';\n@Module({})\nexport class AppModule {}",
      /as a type/,
    ],
    ['a class declared twice', '@Module({})\nclass AppModule {}\n{ class AppModule {} }', /more than once/],
    [
      'imports that another object may replace',
      '@Module({ imports: [A], ...base })\nexport class AppModule {}',
      /a different object/,
    ],
    ['a computed name', "@Module({ ['imports']: [A] })\nexport class AppModule {}", /computed/],
    [
      'imports by a getter',
      '@Module({ get imports() { return []; } })\nexport class AppModule {}',
      /imports/,
    ],
    [
      'a variable of that name',
      'const { a: ConfigService } = b;\n@Module({})\nexport class AppModule {}',
      /declares a different/,
    ],
    [
      'a class of that name',
      'class ConfigService {}\n@Module({})\nexport class AppModule {}',
      /declares a different/,
    ],
  ])('%s', (_, code, reason) => {
    expect(() => add(HEAD + code)).toThrow(reason);
  });

  test('a Module of another package', () => {
    const code = "import { Module } from './module';\n@Module({})\nexport class AppModule {}";
    expect(() => addWebhookModule(code, 'AppModule', true)).toThrow("Module from '@nestjs/common'");
  });

  test('a file without imports', () => {
    expect(() => add('@Module({})\nexport class AppModule {}')).toThrow('does not import Module');
  });
});

describe('addController', () => {
  const named = (text: string) =>
    addController(text, 'AppModule', 'VoiceController', './voice/voice.controller');

  test.each([
    ['{ controllers: [AppController] }', '{ controllers: [AppController, VoiceController] }'],
    ['{\n  controllers: [],\n}', '{\n  controllers: [ VoiceController ],\n}'],
    ['{\n  controllers: [\n    A,\n  ],\n}', '{\n  controllers: [\n    A,\n    VoiceController,\n  ],\n}'],
    ['{\n  providers: [A],\n}', '{\n  providers: [A],\n  controllers: [VoiceController],\n}'],
  ])('%s', (before, after) => {
    const text = `${HEAD}@Module(${before})\nexport class AppModule {}\n`;
    const edited = named(text);
    expect(edited).toBe(
      `${HEAD}import { VoiceController } from './voice/voice.controller';\n@Module(${after})\nexport class AppModule {}\n`,
    );
  });
});
