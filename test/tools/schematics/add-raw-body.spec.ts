import { describe, expect, test } from '@jest/globals';

import { addRawBody, rootModuleName } from '../../../lib/tools/schematics/add-raw-body.js';
import { syntaxErrors } from './syntax-errors.js';

const HEAD = "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\n\n";

function edit(code: string): string {
  const edited = addRawBody(HEAD + code);
  expect(edited.startsWith(HEAD)).toBe(true);
  expect(syntaxErrors(edited)).toEqual([]);
  return edited.slice(HEAD.length);
}

describe('rawBody: true is added', () => {
  test.each<[string, string, string]>([
    ['alone', 'NestFactory.create(AppModule);', 'NestFactory.create(AppModule, { rawBody: true });'],
    [
      'as nest new 12 writes it',
      'const app = await NestFactory.create(AppModule);\nawait app.listen(3000);',
      'const app = await NestFactory.create(AppModule, { rawBody: true });\nawait app.listen(3000);',
    ],
    [
      'to other options',
      'NestFactory.create(AppModule, { cors: true });',
      'NestFactory.create(AppModule, { cors: true, rawBody: true });',
    ],
    [
      'to no options',
      'NestFactory.create(AppModule, {});',
      'NestFactory.create(AppModule, { rawBody: true });',
    ],
    [
      'with type arguments',
      'NestFactory.create<NestExpressApplication>(AppModule, { bufferLogs: true });',
      'NestFactory.create<NestExpressApplication>(AppModule, { bufferLogs: true, rawBody: true });',
    ],
    [
      'with type arguments that hold type arguments and functions',
      'NestFactory.create<App<Map<string, () => void>>>(AppModule);',
      'NestFactory.create<App<Map<string, () => void>>>(AppModule, { rawBody: true });',
    ],
    [
      'on Fastify',
      'NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());',
      'NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { rawBody: true });',
    ],
    [
      'on Fastify with options of both',
      "NestFactory.create(AppModule, new FastifyAdapter({ logger: true, trustProxy: ['a', 'b'] }), { bufferLogs: true })",
      "NestFactory.create(AppModule, new FastifyAdapter({ logger: true, trustProxy: ['a', 'b'] }), { bufferLogs: true, rawBody: true })",
    ],
    [
      'on many lines',
      'NestFactory.create<NestFastifyApplication>(\n    AppModule,\n    new FastifyAdapter(),\n  );',
      'NestFactory.create<NestFastifyApplication>(\n    AppModule,\n    new FastifyAdapter(),\n    { rawBody: true },\n  );',
    ],
    [
      'on many lines without a trailing comma',
      'NestFactory.create(\n    AppModule,\n    new ExpressAdapter(server)\n  );',
      'NestFactory.create(\n    AppModule,\n    new ExpressAdapter(server),\n    { rawBody: true }\n  );',
    ],
    [
      'to options on many lines, whose comments stay',
      'NestFactory.create(AppModule, {\n    // a, b }\n    logger: false, // last\n  });',
      'NestFactory.create(AppModule, {\n    // a, b }\n    logger: false, // last\n    rawBody: true,\n  });',
    ],
    [
      'with tabs',
      'NestFactory.create(AppModule, {\n\t\tcors: true,\n\t});',
      'NestFactory.create(AppModule, {\n\t\tcors: true,\n\t\trawBody: true,\n\t});',
    ],
    [
      'with a trailing comma',
      'NestFactory.create(AppModule, { cors: true, });',
      'NestFactory.create(AppModule, { cors: true, rawBody: true });',
    ],
    [
      'after a trailing comma',
      'NestFactory.create(AppModule,);',
      'NestFactory.create(AppModule, { rawBody: true });',
    ],
    [
      'before nothing that a spread could take back',
      'NestFactory.create(AppModule, { ...options });',
      'NestFactory.create(AppModule, { ...options, rawBody: true });',
    ],
    [
      'after a spread on many lines',
      'NestFactory.create(AppModule, {\n  cors: true,\n  ...options // why\n});',
      'NestFactory.create(AppModule, {\n  cors: true,\n  ...options, // why\n  rawBody: true\n});',
    ],
    [
      'where it is false',
      'NestFactory.create(AppModule, { rawBody: false, cors: true });',
      'NestFactory.create(AppModule, { rawBody: true, cors: true });',
    ],
    [
      'where it is false under a quoted name',
      "NestFactory.create(AppModule, { 'rawBody': false });",
      "NestFactory.create(AppModule, { 'rawBody': true });",
    ],
    [
      'to a variable',
      'const options: NestApplicationOptions = { cors: true };\nNestFactory.create(AppModule, options);',
      'const options: NestApplicationOptions = { cors: true, rawBody: true };\nNestFactory.create(AppModule, options);',
    ],
    [
      'to a variable after an adapter in another',
      'const adapter = new FastifyAdapter({ bodyLimit: 1 });\nconst options = {\n  cors: true,\n};\nNestFactory.create(AppModule, adapter, options);',
      'const adapter = new FastifyAdapter({ bodyLimit: 1 });\nconst options = {\n  cors: true,\n  rawBody: true,\n};\nNestFactory.create(AppModule, adapter, options);',
    ],
    [
      'after an adapter in a variable',
      'const adapter = new FastifyAdapter();\nNestFactory.create(AppModule, adapter);',
      'const adapter = new FastifyAdapter();\nNestFactory.create(AppModule, adapter, { rawBody: true });',
    ],
    [
      'to options with a type',
      'NestFactory.create(AppModule, { cors: true } as NestApplicationOptions);',
      'NestFactory.create(AppModule, { cors: true, rawBody: true } as NestApplicationOptions);',
    ],
    [
      'past nested objects that have a rawBody of their own',
      'NestFactory.create(AppModule, { cors: { rawBody: true, bodyParser: false } });',
      'NestFactory.create(AppModule, { cors: { rawBody: true, bodyParser: false }, rawBody: true });',
    ],
    [
      'past comments and strings that look like the call',
      "// NestFactory.create(AppModule)\nconst text = 'NestFactory.create(Other, 1, 2, 3)';\nNestFactory.create(AppModule /* , { rawBody: true } */);",
      "// NestFactory.create(AppModule)\nconst text = 'NestFactory.create(Other, 1, 2, 3)';\nNestFactory.create(AppModule, { rawBody: true } /* , { rawBody: true } */);",
    ],
    [
      'to each call',
      'secure\n  ? NestFactory.create(AppModule, { httpsOptions })\n  : NestFactory.create(AppModule);',
      'secure\n  ? NestFactory.create(AppModule, { httpsOptions, rawBody: true })\n  : NestFactory.create(AppModule, { rawBody: true });',
    ],
    [
      'beside other ways to create an application',
      'NestFactory.createApplicationContext(Other);\nNestFactory\n  .create(AppModule)\n  .then((app) => app.listen(3000));',
      'NestFactory.createApplicationContext(Other);\nNestFactory\n  .create(AppModule, { rawBody: true })\n  .then((app) => app.listen(3000));',
    ],
    [
      'for a dynamic module',
      'NestFactory.create(AppModule.register({ a, b }));',
      'NestFactory.create(AppModule.register({ a, b }), { rawBody: true });',
    ],
    [
      'beside bodyParser: false, for app.useBodyParser',
      'NestFactory.create(AppModule, { bodyParser: false });',
      'NestFactory.create(AppModule, { bodyParser: false, rawBody: true });',
    ],
    [
      'to a variable of which only other properties are read',
      "const o = { cors: true };\nif (o.cors && x.o) log(typeof o, 'o', /o/, `o`); // o = {}\nNestFactory.create(AppModule, o);",
      "const o = { cors: true, rawBody: true };\nif (o.cors && x.o) log(typeof o, 'o', /o/, `o`); // o = {}\nNestFactory.create(AppModule, o);",
    ],
    [
      'to a variable that several calls take',
      'const o = { cors: true } satisfies Options;\nNestFactory.create(AppModule, o);\nNestFactory.create(AppModule, o)',
      'const o = { cors: true, rawBody: true } satisfies Options;\nNestFactory.create(AppModule, o);\nNestFactory.create(AppModule, o)',
    ],
    [
      'to a variable without a semicolon',
      'async function start() {\n  const o = { cors: true }\n  await NestFactory.create(AppModule, o)\n}',
      'async function start() {\n  const o = { cors: true, rawBody: true }\n  await NestFactory.create(AppModule, o)\n}',
    ],
    [
      'in the code of a template',
      'log(`${await NestFactory.create(AppModule)}`);',
      'log(`${await NestFactory.create(AppModule, { rawBody: true })}`);',
    ],
    [
      'with Windows line ends',
      'NestFactory.create(AppModule, {\r\n  cors: true,\r\n});\r\n',
      'NestFactory.create(AppModule, {\r\n  cors: true,\r\n  rawBody: true,\r\n});\r\n',
    ],
  ])('%s', (_, code, expected) => {
    expect(edit(code)).toBe(expected);
    expect(edit(expected)).toBe(expected);
  });

  test('in a file with another style', () => {
    const code = '\uFEFFimport { NestFactory } from "@nestjs/core"\r\nNestFactory.create(AppModule)\r\n';
    expect(addRawBody(code)).toBe(code.replace('AppModule)', 'AppModule, { rawBody: true })'));
  });
});

describe('what is not understood', () => {
  test.each<[string, string, RegExp]>([
    ['no call', "console.log('NestFactory.create(AppModule)');", /does not call/],
    ['the function itself', 'const create = NestFactory.create;', /is not called/],
    ['options from a function', 'NestFactory.create(AppModule, options());', /options/],
    ['options from another file', 'NestFactory.create(AppModule, options);', /options/],
    ['a choice of options', 'NestFactory.create(AppModule, a ? { cors: true } : {});', /options/],
    ['an adapter of another kind', 'NestFactory.create(AppModule, createAdapter());', /options/],
    ['too many arguments', 'NestFactory.create(AppModule, a, b, c);', /three arguments/],
    [
      'two variables of one name',
      'const o = {};\n{ const o = {}; NestFactory.create(AppModule, o); }',
      /options/,
    ],
    [
      'options that get a rawBody later',
      'const o = {};\no.rawBody = false;\nNestFactory.create(AppModule, o);',
      /changed/,
    ],
    [
      'options that get one by its name',
      "const o = {};\no['rawBody'] = false;\nNestFactory.create(AppModule, o);",
      /changed/,
    ],
    ['other options later', 'let o = {};\no = { cors: true };\nNestFactory.create(AppModule, o);', /changed/],
    [
      'options that take others over',
      'const o = {};\nObject.assign(o, base);\nNestFactory.create(AppModule, o);',
      /changed/,
    ],
    [
      'a rawBody that is decided elsewhere',
      'NestFactory.create(AppModule, { rawBody: isOn });',
      /neither true nor false/,
    ],
    ['a rawBody in a variable', 'NestFactory.create(AppModule, { rawBody });', /rawBody/],
    ['rawBody twice', 'NestFactory.create(AppModule, { rawBody: false, rawBody: true });', /twice/],
    [
      'a body parser that is decided elsewhere',
      'NestFactory.create(AppModule, { bodyParser: isOn });',
      /bodyParser is neither true nor false/,
    ],
    ['a bracket too few', 'NestFactory.create(AppModule, { a: [1 });', /brackets/],
    ['a string without an end', "NestFactory.create(AppModule); const a = 'b", /without an end/],
    ['type arguments without an end', 'NestFactory.create<A(AppModule);', /type arguments/],
  ])('%s', (_, code, reason) => {
    expect(() => addRawBody(HEAD + code)).toThrow(reason);
  });

  test.each([
    ['a parameter', 'function start(o: Options) {\n  return NestFactory.create(AppModule, o);\n}'],
    ['a parameter of an arrow function', 'const start = (o) => NestFactory.create(AppModule, o);'],
    ['a parameter without parentheses', 'const start = async o => NestFactory.create(AppModule, o);'],
    [
      'a parameter of a method',
      'class A {\n  start(o: Options) {\n    return NestFactory.create(AppModule, o);\n  }\n}',
    ],
    [
      'a parameter property',
      'class A {\n  constructor(private o: Options) {\n    NestFactory.create(AppModule, o);\n  }\n}',
    ],
    [
      'a parameter with a default value',
      'function start(o = defaults) {\n  NestFactory.create(AppModule, o);\n}',
    ],
    ['a destructured parameter', 'function start({ o }: Setup) {\n  NestFactory.create(AppModule, o);\n}'],
    ['a renamed parameter', 'const start = ({ options: o }) => NestFactory.create(AppModule, o);'],
    ['a parameter of an array', 'const start = ([o]) => NestFactory.create(AppModule, o);'],
    ['the rest of the parameters', 'const start = (...o) => NestFactory.create(AppModule, o);'],
    ['the variable of a catch', 'try {\n} catch (o) {\n  NestFactory.create(AppModule, o);\n}'],
    ['the variable of a loop', 'for (const o of all) NestFactory.create(AppModule, o);'],
    ['a variable of a block', '{\n  let o = other;\n  NestFactory.create(AppModule, o);\n}'],
    ['a destructured variable', '{\n  const { o } = other;\n  NestFactory.create(AppModule, o);\n}'],
    ['a function', '{\n  function o() {}\n  NestFactory.create(AppModule, o);\n}'],
    ['an enum', '{\n  enum o {}\n  NestFactory.create(AppModule, o);\n}'],
  ])('%s that hides the variable of the options', (_, code) => {
    expect(() => addRawBody(`${HEAD}const o = { cors: true };\n${code}\n`)).toThrow(
      /variable o, which may be/,
    );
  });

  test.each([
    ['assigned', 'o = other;'],
    ['assigned if it is missing', 'o ??= other;'],
    ['assigned by a pattern', '[o] = all;'],
    ['assigned in an object pattern', '({ o } = other);'],
    ['known by another name', 'const p = o;\np.rawBody = false;'],
    ['handed to a function', 'configure(o);'],
    ['cast', '(o as any).rawBody = false;'],
    ['changed in a template', 'log(`${o.rawBody = false}`);'],
    ['changed by a computed name', "o?.['rawBody'];"],
    ['without its property again', 'delete o.rawBody;'],
    ['put into an object', 'const all = { o };'],
    ['spread', 'const all = { ...o };'],
    ['exported', 'export { o };'],
  ])('a variable of the options that is %s', (_, code) => {
    const text = `${HEAD}let o = { cors: true };\n${code}\nNestFactory.create(AppModule, o);\n`;
    expect(() => addRawBody(text)).toThrow(/variable o, which may be/);
  });

  test.each([
    ['an exported variable', 'export const o = {};\nNestFactory.create(AppModule, o);', /changed/],
    [
      'a variable of a different function',
      'function a() {\n  const o = {};\n}\nNestFactory.create(AppModule, o);',
      /options/,
    ],
    ['a class field', 'class A {\n  o = {};\n}\nNestFactory.create(AppModule, o);', /options/],
    ['a declaration that goes on', 'const o = {}\n  .other;\nNestFactory.create(AppModule, o);', /options/],
    [
      'a declaration with an alternative',
      'const o = {} || other;\nNestFactory.create(AppModule, o);',
      /options/,
    ],
    ['a cast of a choice', 'NestFactory.create(AppModule, {} as Options ? a : b);', /options/],
    ['a computed name', "NestFactory.create(AppModule, { ['bodyParser']: false });", /computed/],
    ['a name with an escape', "NestFactory.create(AppModule, { 'raw\\x42ody': false });", /computed/],
    ['an accessor', 'NestFactory.create(AppModule, { get rawBody() { return false; } });', /rawBody/],
    ['a method', 'NestFactory.create(AppModule, { async bodyParser() {} });', /bodyParser/],
    ['a spread after a rawBody', 'NestFactory.create(AppModule, { rawBody: true, ...o });', /spread/],
    [
      'a variable with an escape',
      'const o = {};\n\\u006f = {};\nNestFactory.create(AppModule, o);',
      /escape/,
    ],
    [
      'a factory by another name',
      'const f = NestFactory;\nNestFactory.create(AppModule);',
      /without NestFactory\.create/,
    ],
    [
      'a factory that is hidden',
      'function f(NestFactory) {\n  NestFactory.create(AppModule);\n}',
      /without NestFactory\.create/,
    ],
    ['a factory by a computed name', "NestFactory['create'](AppModule);", /without NestFactory\.create/],
    [
      'a factory of which a part is taken',
      'const { create } = NestFactory;\nNestFactory.create(A);',
      /without NestFactory\.create/,
    ],
    [
      'an adapter that is hidden',
      'const a = new FastifyAdapter();\nconst f = (a) => NestFactory.create(AppModule, a);',
      /options/,
    ],
    [
      'an adapter that is replaced',
      'let a = new FastifyAdapter();\na = options;\nNestFactory.create(AppModule, a);',
      /options/,
    ],
  ])('%s', (_, code, reason) => {
    expect(() => addRawBody(HEAD + code)).toThrow(reason);
  });

  test.each([
    "import { NestFactory } from './factory';",
    "import { Other as NestFactory } from '@nestjs/core';",
    "import type { NestFactory } from '@nestjs/core';",
    "import { type NestFactory } from '@nestjs/core';",
    "const text = `\nimport { NestFactory } from '@nestjs/core';\n`;",
    "declare module 'a' {\n  import { NestFactory } from '@nestjs/core';\n}",
  ])('%s', (line) => {
    expect(() => addRawBody(`${line}\nNestFactory.create(AppModule);`)).toThrow("from '@nestjs/core'");
  });

  test('two imports on a line', () => {
    const line = "import a from 'a'; import { NestFactory } from '@nestjs/core';\n";
    expect(addRawBody(`${line}NestFactory.create(AppModule);`)).toBe(
      `${line}NestFactory.create(AppModule, { rawBody: true });`,
    );
  });
});

describe('rootModuleName', () => {
  test.each([
    ['NestFactory.create(AppModule)', 'AppModule'],
    ['NestFactory.create<A>(Root, new FastifyAdapter())', 'Root'],
    ['NestFactory.create(Root.register(options))', 'Root'],
    ['a ? NestFactory.create(Root) : NestFactory.create(Root, { cors })', 'Root'],
    [
      'class Root {}\nNestFactory.create(Root); test(Root, [Root], { Root, a: Root }); type A = typeof Root;',
      'Root',
    ],
  ])('%s', (code, name) => {
    expect(rootModuleName(HEAD + code)).toBe(name);
  });

  test.each([
    'NestFactory.create(await makeModule())',
    'NestFactory.create()',
    'NestFactory.create(A); NestFactory.create(B)',
    'const start = (AppModule) => NestFactory.create(AppModule)',
    'function start({ a: AppModule }: Setup) { NestFactory.create(AppModule); }',
    'class AppModule {}\nNestFactory.create(AppModule)',
    '{ const [AppModule] = modules; NestFactory.create(AppModule); }',
    'class Root {}\n{ class Root {} NestFactory.create(Root); }',
  ])('%s is not understood', (code) => {
    expect(() => rootModuleName(HEAD + code)).toThrow(/module/);
  });
});
