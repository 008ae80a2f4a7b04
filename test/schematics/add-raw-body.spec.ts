import { describe, expect, test } from '@jest/globals';

import { addRawBody, rootModuleName } from '../../lib/schematics/add-raw-body.js';
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
      "without Nest's body parser",
      'NestFactory.create(AppModule, { bodyParser: false });',
      /app\.useBodyParser/,
    ],
    ['a bracket too few', 'NestFactory.create(AppModule, { a: [1 });', /brackets/],
    ['a string without an end', "NestFactory.create(AppModule); const a = 'b", /without an end/],
    ['type arguments without an end', 'NestFactory.create<A(AppModule);', /NestFactory.create/],
  ])('%s', (_, code, reason) => {
    expect(() => addRawBody(HEAD + code)).toThrow(reason);
  });

  test("a NestFactory that is not Nest's", () => {
    const code = "import { NestFactory } from './factory';\nNestFactory.create(AppModule);";
    expect(() => addRawBody(code)).toThrow("from '@nestjs/core'");
  });
});

describe('rootModuleName', () => {
  test.each([
    ['NestFactory.create(AppModule)', 'AppModule'],
    ['NestFactory.create<A>(Root, new FastifyAdapter())', 'Root'],
    ['NestFactory.create(Root.register(options))', 'Root'],
  ])('%s', (code, name) => {
    expect(rootModuleName(HEAD + code)).toBe(name);
  });

  test.each([
    'NestFactory.create(await makeModule())',
    'NestFactory.create()',
    'NestFactory.create(A); NestFactory.create(B)',
  ])('%s is not understood', (code) => {
    expect(() => rootModuleName(HEAD + code)).toThrow(/module/);
  });
});
