import { describe, expect, jest, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';

import { nestAdd } from '../../../lib/tools/schematics/nest-add.js';
import { webhook } from '../../../lib/tools/schematics/webhook.js';
import { inLongForm } from '../../support/long-form.js';
import { MemoryTree, NotedContext } from './memory-tree.js';

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
`;
const MODULE = `import { Module } from '@nestjs/common';

@Module({ imports: [], controllers: [] })
export class AppModule {}
`;
const APPLICATION = {
  'package.json': '{"dependencies":{"@nestjs/core":"^12.0.1"}}',
  'src/main.ts': MAIN,
  'src/app.module.ts': MODULE,
};
/** A quarter in the gate. Work that grows with the square of it takes longer than the limit, and is stopped. */
const LENGTH = inLongForm(1_000_000, 250_000);
const TIME_LIMIT = 60_000;

// A busy machine needs several times as long.
jest.setTimeout(120_000);

function fill(text: string, length = LENGTH): string {
  return text.repeat(Math.ceil(length / text.length));
}

/** Work that grows with the square of the length takes minutes, and is stopped. */
function unlessEndless<T>(run: () => T): T {
  return runInNewContext('run()', { run }, { timeout: TIME_LIMIT }) as T;
}

function add(files: Readonly<Record<string, string>>) {
  const tree = new MemoryTree({ ...APPLICATION, ...files });
  const context = new NotedContext();
  let failure = '';
  try {
    unlessEndless(() => {
      nestAdd({})(tree, context);
    });
  } catch (error) {
    failure = String(error);
  }
  return { failure, printed: context.printed.join('\n'), text: (path: string) => tree.files.get(path) ?? '' };
}

describe('the work grows with the length of a file, and not with its square', () => {
  test.each([
    ['ordinary code', fill("const a1 = b! + c.map((x) => x++ - 1)!; // it's\n", 4 * LENGTH)],
    ['white space', `1${fill(' ')}2`],
    ['white space after an import', `import a${fill(' ')}1`],
    ['empty lines', `const a = b${fill('\n')}+ 1`],
    ['imports', fill("import { a } from 'a';\n")],
    ['imports without a module', fill('import { a }\n')],
    ['imports with the name', fill("import { NestFactory } from '@nestjs/core';\n")],
    ['the words import', fill('import\n')],
    ['uses of the module', fill('AppModule; ')],
    ['the module as an argument', fill('f(AppModule); ')],
    ['body parsers', `import { json } from 'express';\n${fill('json();\n', LENGTH / 2)}`],
    ['body parsers in one line', `import { json } from 'express';\n${fill('json();', LENGTH / 2)}`],
    ['declarations with types', `import { json } from 'express';\n${fill('const a: ')}`],
    [
      'white space in the options of a parser',
      `import { json } from 'express';\napp.use(json({ a: 1${fill(' ')}, b: 2 }));`,
    ],
  ])('%s', (_, code) => {
    const { failure, text } = add({ 'src/main.ts': `${MAIN}${code}\n` });
    expect(failure).toBe('');
    expect(text('src/main.ts')).toContain('NestFactory.create(AppModule, { rawBody: true })');
    expect(text('src/app.module.ts')).toContain('SignalWireWebhookModule.forRootAsync');
  });

  test.each([
    ['regular expressions without an end', fill('/['), /a regular expression without an end/],
    ['slashes after braces', fill('{}/['), /a slash after a brace/],
    ['open imports', fill('import {'), /more than 1000 brackets in each other/],
    ['comparisons', fill('c ? a > (AppModule) : 1, ') + '1', /AppModule is declared more than once/],
    ['nested brackets', fill('[AppModule,'), /more than 1000 brackets in each other/],
  ])('%s are not understood', (_, code, reason) => {
    const { failure, printed } = add({ 'src/main.ts': `${MAIN}${code}\n` });
    expect(failure).toContain('Nothing was changed');
    expect(printed).toMatch(reason);
  });

  test('white space in package.json', () => {
    const space = fill(' ');
    const { failure, text } = add({
      'package.json': `{"a":1${space},"b":2,${space}"dependencies":{}${space}}`,
      'node_modules/@nestjs/core/package.json': '{"version":"12.5.1"}',
    });
    expect(failure).toBe('');
    expect(JSON.parse(text('package.json'))).toEqual({
      a: 1,
      b: 2,
      dependencies: { '@nestjs/config': '^12.0.0' },
    });
  });

  test('decorators without a class in the module of a controller', () => {
    const tree = new MemoryTree({ ...APPLICATION, 'src/voice/voice.module.ts': fill('@Module ') });
    const generate = () => {
      webhook({ name: 'voice' })(tree, new NotedContext());
    };
    expect(() => {
      unlessEndless(generate);
    }).toThrow('src/voice/voice.module.ts: it has no class with @Module');
  });
});
