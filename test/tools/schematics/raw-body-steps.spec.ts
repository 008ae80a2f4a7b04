import { describe, expect, test } from '@jest/globals';

import { nestAdd } from '../../../lib/tools/schematics/nest-add.js';
import { MemoryTree, NotedContext } from './memory-tree.js';

const HEAD = "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module.js';\n";
const MODULE =
  "import { Module } from '@nestjs/common';\n\n@Module({\n  imports: [],\n})\nexport class AppModule {}\n";

interface Setup {
  readonly nest?: string;
  readonly adapter?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What is printed for a main.ts of these lines, from the third line on. */
function printed(lines: string, { nest = '12.5.1', adapter = 'express', files = {} }: Setup = {}): string {
  const tree = new MemoryTree({
    'package.json': JSON.stringify({
      dependencies: { '@nestjs/core': nest, [`@nestjs/platform-${adapter}`]: nest },
    }),
    'src/main.ts': HEAD + lines,
    'src/app.module.ts': MODULE,
    ...files,
  });
  const context = new NotedContext();
  nestAdd({ sourceRoot: 'src', skipInstall: true })(tree, context);
  return context.printed.join('\n').replace(/^ +/gm, '');
}

const CREATE = 'const app = await NestFactory.create(AppModule);\n';
const isSetUp = (output: string) => output.startsWith('SignalWireWebhookModule is set up.');

describe('a parser of Express that loses the raw body is named with its replacement', () => {
  test.each<[string, string, string[]]>([
    [
      'the default import of body-parser',
      `import bodyParser from 'body-parser';\n${CREATE}app.use(bodyParser.json());\napp.use(bodyParser.urlencoded({ extended: true }));`,
      [
        'src/main.ts:5: bodyParser.json()',
        "app.useBodyParser('json');",
        'src/main.ts:6: bodyParser.urlencoded()',
        "app.useBodyParser('urlencoded', { extended: true });",
      ],
    ],
    [
      'a namespace import',
      `import * as bodyParser from 'body-parser';\n${CREATE}app.use(bodyParser.json({ limit: '1mb' }));`,
      ['src/main.ts:5: bodyParser.json()', "app.useBodyParser('json', { limit: '1mb' });"],
    ],
    [
      'express',
      `import express from 'express';\n${CREATE}app.use(express.json(options));`,
      ['src/main.ts:5: express.json()', "app.useBodyParser('json', options);"],
    ],
    [
      'a function by its name',
      `import { json } from 'express';\n${CREATE}app.use(json());`,
      ['src/main.ts:5: json()', "app.useBodyParser('json');"],
    ],
    [
      'a function by another name',
      `import { json as parser, urlencoded as form } from 'body-parser';\n${CREATE}app.use(parser());\napp.use(form({ extended: false }))`,
      [
        'src/main.ts:5: parser()',
        "app.useBodyParser('json');",
        "app.useBodyParser('urlencoded', { extended: false });",
      ],
    ],
    [
      'import … = require',
      `import express = require('express');\n${CREATE}app.use(express.json());`,
      ['src/main.ts:5: express.json()', "app.useBodyParser('json');"],
    ],
    [
      'require',
      `const { json: parser } = require('express');\n${CREATE}app.use(parser());`,
      ['src/main.ts:5: parser()', "app.useBodyParser('json');"],
    ],
    [
      'require in place',
      `${CREATE}app.use(require('body-parser').json());`,
      ["src/main.ts:4: require('body-parser').json()", "app.useBodyParser('json');"],
    ],
    [
      'import() in place',
      `${CREATE}app.use((await import('express')).default.json());`,
      ['src/main.ts:4: ', "app.useBodyParser('json');"],
    ],
    [
      'a variable of the package',
      `import express from 'express';\nconst e = express;\nconst j = e.json;\n${CREATE}app.use(e.urlencoded());\napp.use(j());`,
      [
        'src/main.ts:7: e.urlencoded()',
        "app.useBodyParser('urlencoded');",
        'src/main.ts:8: j()',
        "app.useBodyParser('json');",
      ],
    ],
    [
      'a computed name',
      `import express from 'express';\n${CREATE}app.use(express['json']());`,
      ["src/main.ts:5: express['json']()", "app.useBodyParser('json');"],
    ],
    [
      'both parsers of body-parser',
      `import bodyParser from 'body-parser';\n${CREATE}app.use(bodyParser());`,
      [
        'src/main.ts:5: bodyParser()',
        "app.useBodyParser('json');",
        "app.useBodyParser('urlencoded', { extended: true });",
      ],
    ],
    [
      'options on several lines',
      `import express from 'express';\nasync function start() {\n  ${CREATE}  app.use(\n    express.json({\n      limit: '1mb',\n    }),\n  );\n}`,
      ['src/main.ts:7: express.json()', "app.useBodyParser('json', {\nlimit: '1mb',\n});"],
    ],
    [
      'a parser of everything',
      `import express from 'express';\n${CREATE}app.use(express.raw({ type: '*/*' }));\napp.use(express.text({ type: ['text/plain', 'application/json'] }));`,
      [
        "app.useBodyParser('raw', { type: '*/*' });",
        "app.useBodyParser('text', { type: ['text/plain', 'application/json'] });",
      ],
    ],
    [
      'a path',
      `import { json } from 'express';\n${CREATE}app.use('/x', json({ limit: '1mb', }));`,
      [
        "src/main.ts:5: json() parses bodies without keeping the raw body, so JSON webhooks below '/x' end in 500.",
        "json({ limit: '1mb', verify })",
        'src/main.ts:5: this parser parses only some requests',
        "app.useBodyParser('json');",
      ],
    ],
    [
      'several parsers in one line',
      `import { json, urlencoded } from 'express';\n${CREATE}app.use(json(), urlencoded());\napp.use([json()]);`,
      [
        'src/main.ts:5: json()',
        'json({ verify })',
        'src/main.ts:5: urlencoded()',
        'urlencoded({ verify })',
        'src/main.ts:6: json()',
      ],
    ],
    [
      'two statements in one line',
      `import { json, urlencoded } from 'express';\n${CREATE}app.use(json()); app.use(urlencoded());`,
      [
        'src/main.ts:5: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Replace the statement with:',
        "app.useBodyParser('json');",
        'src/main.ts:5: urlencoded() parses bodies without keeping the raw body, so form webhooks end in 500. Replace the statement with:',
        "app.useBodyParser('urlencoded');",
      ],
    ],
    [
      'a chain',
      `import { json } from 'express';\n${CREATE}app.use(helmet()).use(json());`,
      ['src/main.ts:5: json()', 'json({ verify })'],
    ],
    [
      'the server of Express itself',
      `import express from 'express';\nconst server = express();\nserver.use(express.json());\nconst app = await NestFactory.create(AppModule, new ExpressAdapter(server));`,
      ['src/main.ts:5: express.json()', 'express.json({ verify })'],
    ],
    [
      'the server by its adapter',
      `import express from 'express';\n${CREATE}app.getHttpAdapter().getInstance().use(express.json());`,
      ['src/main.ts:5: express.json()', 'express.json({ verify })'],
    ],
    [
      'a parser in a variable',
      `import { json } from 'express';\nconst parser = json(options);\n${CREATE}app.use(parser);`,
      ['src/main.ts:4: json()', 'json({ ...options, verify })'],
    ],
    [
      'the code of a template',
      `import { json } from 'express';\n${CREATE}log(\`\${app.use(json())}\`);`,
      ['src/main.ts:5: json()', "app.useBodyParser('json');"],
    ],
  ])('%s', (_, lines, expected) => {
    const output = printed(lines);
    expect(isSetUp(output)).toBe(false);
    let index = 0;
    for (const text of expected) {
      expect(output.slice(index)).toContain(text);
      index = output.indexOf(text, index) + text.length;
    }
  });

  test('one whose verify does something else, which app.useBodyParser would replace', () => {
    const lines = `import { json } from 'express';\n${CREATE}app.use(json({ verify: checkOther }));`;
    const output = printed(lines);
    expect(output).toContain(
      'src/main.ts:5: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Add to its verify function:\nObject.assign(request, { rawBody: buffer });',
    );
    expect(output).not.toContain('useBodyParser');
    expect(output).not.toContain('Declare verify');
    const set = 'function checkOther(request, _, buffer) { Object.assign(request, { rawBody: buffer }); }';
    expect(isSetUp(printed(`${lines}\n${set}`))).toBe(true);
  });

  test('in any file of the application, at its line after the change', () => {
    const main = `import { setUp } from './set-up.js';\n${CREATE.replace('AppModule)', 'AppModule, {\n  cors: true,\n})')}import { json } from 'express';\napp.use(json());\n`;
    const setUp =
      "import { json } from 'express';\nimport type { INestApplication } from '@nestjs/common';\n\nexport function setUp(app: INestApplication) {\n  app.use(json());\n}\n";
    const output = printed(main, { files: { 'src/set-up.ts': setUp } });
    expect(output).toContain(
      "src/main.ts:9: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Replace the statement with:\napp.useBodyParser('json');",
    );
    expect(output).toContain(
      "src/set-up.ts:5: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Replace the statement with:\napp.useBodyParser('json');",
    );
  });

  test('one that only a function makes, with the condition', () => {
    const code = "import { json } from 'express';\nexport const parsers = () => [json()];\n";
    expect(printed(CREATE, { files: { 'src/parsers.ts': code } })).toContain(
      "src/parsers.ts:2: json() parses bodies without keeping the raw body, so JSON webhooks end in 500, if it runs before Nest's own parsers. Replace the call with:\njson({ verify })",
    );
  });

  test('a file that is not understood is named', () => {
    const output = printed(CREATE, {
      files: { 'src/parsers.ts': "import express from 'express';\nconst a = '\n" },
    });
    expect(output).toMatch(
      /src\/parsers\.ts: it has a string without an end, so its body parsers are not known/,
    );
  });

  test('app.useBodyParser for a type of its own alone', () => {
    const output = printed(`${CREATE}app.useBodyParser('json', { type: 'application/vnd.api+json' });`);
    expect(output).toContain('src/main.ts:4: this parser parses only some requests');
    expect(output).toContain("app.useBodyParser('json');");
  });

  test('the type that has useBodyParser is named unless the application has it', () => {
    const lines = `import { json } from 'express';\n${CREATE}app.use(json());`;
    expect(printed(lines)).toContain(
      'NestFactory.create<NestExpressApplication>(AppModule, { rawBody: true });',
    );
    expect(printed(lines.replace('create', 'create<NestExpressApplication>'))).not.toContain(
      'Add the type argument',
    );
  });
});

describe('nothing is named', () => {
  const verify = 'verify: (req, res, buffer) => { req.rawBody = buffer; }';
  test.each([
    ['without a parser', CREATE],
    [
      "for Nest's own",
      `${CREATE}app.useBodyParser('json', { limit: '1mb' });\napp.useBodyParser('raw', { type: '*/*' });`,
    ],
    ['for a parser that keeps it', `import { json } from 'express';\n${CREATE}app.use(json({ ${verify} }));`],
    [
      'for one by a function of the application',
      `import { json } from 'express';\nfunction verify(req, res, buffer) {\n  req['rawBody'] = buffer;\n}\n${CREATE}app.use(json({ verify }));`,
    ],
    [
      'for one on a path beside one for all',
      `import { json } from 'express';\n${CREATE}app.use('/x', json({ ${verify} }));\napp.useBodyParser('json');`,
    ],
    [
      'for other types',
      `import { raw, text } from 'express';\n${CREATE}app.use(raw());\napp.use(text({ type: 'text/csv' }));`,
    ],
    [
      "for Nest's middleware and single routes",
      `import express, { json } from 'express';\nconst parser = json();\nconsumer.apply(json(), parser).forRoutes('*');\nserver.post('/x', express.json(), run);\n${CREATE}`,
    ],
    [
      'for other functions of the names',
      `import { json } from './json';\n${CREATE}app.use(json());\nres.json({});`,
    ],
    ['for types', `import type { json } from 'express';\n${CREATE}type Json = typeof json;`],
    [
      'for comments and strings',
      `import { json } from 'express';\n${CREATE}// app.use(json());\nlog('app.use(json())', \`app.use(json())\`);`,
    ],
  ])('%s', (_, lines) => {
    expect(printed(lines)).toMatch(/^SignalWireWebhookModule is set up\./);
  });
});

describe('bodyParser: false', () => {
  const OFF = 'const app = await NestFactory.create(AppModule, { bodyParser: false });\n';

  test('on Express: parsers that keep the raw body', () => {
    const output = printed(OFF);
    expect(output).toContain(
      "src/main.ts:3: bodyParser: false turns off Nest's parsers, so JSON and form webhooks end in 500.",
    );
    expect(output).toContain('app.use(json({ verify }));\napp.use(urlencoded({ extended: true, verify }));');
    expect(output).toContain('request.rawBody = buffer;');
  });

  test('on Express: only those that the application does not have', () => {
    const output = printed(`${OFF}app.useBodyParser('json');`);
    expect(output).toContain('so form webhooks end in 500.');
    expect(output).not.toContain('app.use(json(');
  });

  test("on Express: a parser of Nest's middleware as well", () => {
    const code = "import { json } from 'express';\nconsumer.apply(json()).forRoutes('*');\n";
    const output = printed(OFF, { files: { 'src/parsers.ts': code } });
    expect(output).toContain(
      'src/parsers.ts:2: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Replace the call with:\njson({ verify })',
    );
    expect(output).toContain('so form webhooks end in 500.');
  });

  test('on Express: a parser that a function makes, without a condition', () => {
    const code = "import { json } from 'express';\nexport const parsers = () => [json()];\n";
    expect(printed(OFF, { files: { 'src/parsers.ts': code } })).toContain(
      'src/parsers.ts:2: json() parses bodies without keeping the raw body, so JSON webhooks end in 500. Replace',
    );
  });

  test.each([
    ['has both', "app.useBodyParser('json');\napp.useBodyParser('urlencoded');"],
    [
      'keeps it itself',
      "import { json, urlencoded } from 'express';\nconst verify = (req, res, buffer) => { req.rawBody = buffer; };\napp.use(json({ verify }));\napp.use(urlencoded({ verify }));",
    ],
  ])('on Express: nothing if the application %s', (_, lines) => {
    expect(isSetUp(printed(OFF + lines))).toBe(true);
  });

  test('on Fastify: content type parsers', () => {
    const output = printed(OFF, { adapter: 'fastify' });
    expect(output).toContain('src/main.ts:3: bodyParser: false');
    expect(output).toContain("fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }");
  });

  const FASTIFY_FORMS = "fastify.addContentTypeParser(\n'application/x-www-form-urlencoded',";
  const FASTIFY_JSON = "fastify.addContentTypeParser('application/json',";

  test('on Fastify: a parser that does not keep the raw body is to be deleted, since two do not start', () => {
    const lines =
      "fastify.addContentTypeParser('application/json', { parseAs: 'string' }, parse);\nfastify.addContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'], parse);";
    const output = printed(OFF + lines, { adapter: 'fastify' });
    expect(output).toMatch(/src\/main\.ts:4: .* JSON webhooks end in 500\. Delete the statement\./);
    expect(output).toMatch(
      /src\/main\.ts:5: .* form webhooks end in 500\. Parse only \['text\/plain'\] there/,
    );
    expect(output).toContain(FASTIFY_JSON);
    expect(output).toContain(FASTIFY_FORMS);
  });

  test('on Fastify: the plugin for forms is to be removed', () => {
    const lines =
      "import formbody from '@fastify/formbody';\n// '@fastify/formbody'\nawait app.register(formbody);";
    const output = printed(OFF + lines, { adapter: 'fastify' });
    expect(output).toContain('src/main.ts:4: @fastify/formbody parses forms without keeping the raw body');
    expect(output.match(/Remove the plugin/g)).toHaveLength(1);
  });

  test.each([
    [
      'forms',
      "fastify.addContentTypeParser('application/json', (request, body, done) => { request.rawBody = body; });",
      FASTIFY_FORMS,
      FASTIFY_JSON,
    ],
    ['JSON', "app.useBodyParser('application/x-www-form-urlencoded');", FASTIFY_JSON, FASTIFY_FORMS],
  ])('on Fastify: only a parser for %s that is missing', (_, lines, missing, present) => {
    const output = printed(OFF + lines, { adapter: 'fastify' });
    expect(output).toContain(missing);
    expect(output).not.toContain(present);
    expect(output).not.toContain('Delete the statement');
  });

  test('on Fastify: nothing if they are there', () => {
    const lines =
      'for (const type of types) fastify.addContentTypeParser(type, (request, body, done) => { request.rawBody = body; });';
    expect(isSetUp(printed(OFF + lines, { adapter: 'fastify' }))).toBe(true);
  });
});

describe('on Fastify', () => {
  const fastify = (nest: string) => ({ nest, adapter: 'fastify' });

  test('a parser of Express is to be deleted', () => {
    const lines = `import { json, raw } from 'express';\n${CREATE}app.use(json());\napp.use(raw());`;
    const output = printed(lines, fastify('12.5.1'));
    expect(output).toContain('src/main.ts:5: json() reads the body before Fastify');
    expect(output).not.toContain('src/main.ts:6');
  });

  test('a parser of Express on a path, with the path', () => {
    const lines = `import { json } from 'express';\n${CREATE}app.use('/x', json());`;
    expect(printed(lines, fastify('12.5.1'))).toContain(
      "webhooks below '/x' get no response. Remove the parser.",
    );
  });

  test('Nest 11: nothing if useBodyParser has a function for JSON and one for forms', () => {
    const lines = `${CREATE}app.useBodyParser('application/json', {}, parse);\n`;
    const forms = "app.useBodyParser('application/x-www-form-urlencoded', {}, parseForm);";
    expect(isSetUp(printed(lines, fastify('11.2.10')))).toBe(false);
    expect(isSetUp(printed(lines + forms, fastify('11.2.10')))).toBe(true);
  });

  test("a parser of Express in Nest's middleware as well", () => {
    const lines = `import { json } from 'express';\n${CREATE}consumer.apply(json()).forRoutes('*');`;
    expect(printed(lines, fastify('12.5.1'))).toContain(
      'src/main.ts:5: json() reads the body before Fastify',
    );
  });

  test.each(['10.4.22', '11.2.10'])('Nest %s: useBodyParser replaces all parsers', (nest) => {
    const lines = `${CREATE}app.useBodyParser('application/json', { bodyLimit: 5_000_000 });\napp.useBodyParser('text/plain', { bodyLimit: 10 });`;
    const output = printed(lines, fastify(nest));
    expect(output).toMatch(/src\/main\.ts:4: .* new FastifyAdapter\(\{ bodyLimit: 5_000_000 \}\)/);
    expect(output).toContain(
      "app.getHttpAdapter().getInstance().addContentTypeParser('text/plain', { parseAs: 'buffer', bodyLimit: 10 }, (_request, body, done) => {",
    );
  });

  test.each([
    ["'text/plain'", true],
    ["'application/json', { bodyLimit: 10 }", true],
    ["['application/json', '*']", true],
    ["'*'", false],
    ["['text/plain', '*']", false],
    ['/json$/', false],
  ])('Nest 12: useBodyParser(%s) keeps the raw body: %s', (given, keeps) => {
    const output = printed(`${CREATE}app.useBodyParser(${given});`, fastify('12.5.1'));
    expect(isSetUp(output)).toBe(keeps);
    if (!keeps) expect(output).toContain(`addContentTypeParser(${given}, { parseAs: 'buffer' }`);
  });

  test('the adapter of main.ts decides, whatever the packages are', () => {
    const lines = `import { FastifyAdapter } from '@nestjs/platform-fastify';\nimport { json } from 'express';\nconst app = await NestFactory.create(AppModule, new FastifyAdapter());\napp.use(json());`;
    expect(printed(lines)).toContain('before Fastify');
  });
});
