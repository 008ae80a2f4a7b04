import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

import { temporaryFolder } from '../support/temporary-folder.js';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  readonly dependencies?: object;
  readonly peerDependencies: Record<string, string>;
  readonly exports: Record<string, unknown>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A file, the files that it imports, and the names of the modules that they import. */
function loadedBy(entry: string): Set<string> {
  const loaded = new Set<string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (!file.startsWith('/')) return;
    const code = readFileSync(file, 'utf8').replace(/^ *\*.*$/gm, '');
    for (const [, name = ''] of code.matchAll(/(?: from |^import |import\()["']([^"']+)["']/gm)) {
      load(name.startsWith('.') ? join(file, '..', name) : name);
    }
  };
  load(entry);
  return loaded;
}

/** A function for each field of each payload, whose return type the compiler infers. */
function readersOfFields(entry: string): string {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const program = ts.createProgram([entry], { ...options, strict: true, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  const payloads = module && checker.tryGetMemberInModuleExports('WebhookPayloads', module);
  const kinds = payloads ? checker.getDeclaredTypeOfSymbol(payloads).getProperties() : [];
  const fields = kinds.flatMap((kind) =>
    checker.getPropertiesOfType(checker.getTypeOfSymbol(kind)).map((field) => [kind.name, field.name]),
  );
  return [
    "import type { WebhookPayloads } from 'nestjs-signalwire-webhook';",
    ...fields.map(
      ([kind, field], index) =>
        `export const read${index} = (payload: WebhookPayloads['${kind}']) => payload['${field}'];`,
    ),
  ].join('\n');
}

/** What a user gets: the packed tarball, unpacked beside the project's own node_modules. */
describe('the packed package', () => {
  let folder: string;
  let files: string[];

  beforeAll(() => {
    folder = temporaryFolder('package-');
    const pack = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
    const [{ filename, files: packed }] = JSON.parse(pack) as [
      { filename: string; files: { path: string }[] },
    ];
    files = packed.map(({ path }) => path);
    run('tar', ['-xzf', join(folder, filename)], folder);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    run('mkdir', ['-p', join(folder, 'package/node_modules')], folder);
    symlinkSync(join(folder, 'package'), join(folder, 'package/node_modules/nestjs-signalwire-webhook'));
  });

  test('has no run-time dependency beyond its peers', () => {
    expect(manifest.dependencies).toBeUndefined();
    const allowed = [
      ...Object.keys(manifest.peerDependencies),
      // In what the schematics write.
      'nestjs-signalwire-webhook',
      // The CLI reads its version from the package itself.
      'nestjs-signalwire-webhook/package.json',
      ...builtinModules.map((name) => `node:${name}`),
    ];
    const imported = files
      .filter((file) => /^dist\/(?:esm|cjs)\/.*\.js$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(folder, 'package', file), 'utf8').matchAll(
          /(?:^(?:import|export) .*?from |^import |\b(?:import|require)\()['"]([^.'"][^'"]*)['"]/gm,
        ),
      ])
      .map(([, name]) => name);
    expect(imported.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
    expect(imported.length).toBeGreaterThan(0);
  });

  test('holds the two builds, the README, the changelog and the licence, and nothing else', () => {
    expect(
      files.filter(
        (file) => !/^dist\/(esm|cjs|inspect)\/|^(package\.json|(CHANGELOG|README)\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'dist/cjs/package.json', 'dist/inspect/index.html']),
    );
  });

  test.each(Object.keys(manifest.exports).filter((entry) => entry !== './package.json'))(
    'the entry %s exports the same names to import and to require',
    (entry) => {
      const name = `nestjs-signalwire-webhook${entry.slice(1)}`;
      const cwd = join(folder, 'package');
      writeFileSync(
        join(cwd, 'a.mjs'),
        `import * as it from '${name}'; console.log(Object.keys(it).sort().join());`,
      );
      writeFileSync(join(cwd, 'a.cjs'), `console.log(Object.keys(require('${name}')).sort().join());`);
      const imported = run('node', ['a.mjs'], cwd).trim();
      expect(imported).not.toBe('');
      expect(run('node', ['--no-warnings', 'a.cjs'], cwd).trim()).toBe(imported);
    },
  );

  test.each(['diagnosis', 'signature', 'testing'])(
    'the entry ./%s loads nothing of Nest: it works where none is installed',
    (entry) => {
      const alone = temporaryFolder('package-alone-');
      mkdirSync(join(alone, 'node_modules'));
      cpSync(join(folder, 'package'), join(alone, 'node_modules/nestjs-signalwire-webhook'), {
        recursive: true,
        filter: (path) => !path.startsWith(join(folder, 'package/node_modules')),
      });
      const name = `nestjs-signalwire-webhook/${entry}`;
      writeFileSync(join(alone, 'b.cjs'), `console.log(Object.keys(require('${name}')).length > 1);`);
      writeFileSync(
        join(alone, 'b.mjs'),
        `import * as it from '${name}'; console.log(Object.keys(it).length > 1);`,
      );
      writeFileSync(join(alone, 'c.cjs'), "require('nestjs-signalwire-webhook');");
      expect(run('node', ['b.cjs'], alone).trim()).toBe('true');
      expect(run('node', ['b.mjs'], alone).trim()).toBe('true');
      expect(() => run('node', ['c.cjs'], alone)).toThrow('@nestjs/common');
    },
  );

  test.each(['diagnosis', 'signature'])('the entry ./%s loads no network module of Node', (entry) => {
    const loaded = loadedBy(join(folder, `package/dist/esm/${entry}.js`));
    const modules = [...loaded].filter((name) => !name.startsWith('/'));
    expect(modules).toContain('node:crypto');
    expect(modules.filter((name) => !/^node:(?:crypto|buffer|url|zlib)$/.test(name))).toEqual([]);
  });

  test.each(['cjs', 'mjs'])('./signature verifies a Request where it is loaded by %s', (format) => {
    const cwd = join(folder, 'package');
    const name = 'nestjs-signalwire-webhook/signature';
    const load = format === 'cjs' ? `await Promise.resolve(require('${name}'))` : `await import('${name}')`;
    const code = `(async () => {
      const { signRequest, verifyRequest } = ${load};
      const options = { signingKey: 'PSK_of_a_test', publicUrl: 'https://example.com' };
      const request = { method: 'GET', url: 'https://example.com/voice?CallSid=C1', headers: {} };
      const headers = signRequest(request, options.signingKey);
      const { payload } = await verifyRequest(new Request(request.url, { headers }), options);
      console.log(payload.CallSid);
    })();`;
    writeFileSync(join(cwd, `d.${format}`), code);
    expect(run('node', [`d.${format}`], cwd).trim()).toBe('C1');
  });

  test("./signature's types need neither those of Node nor those of the DOM", () => {
    const cwd = join(folder, 'package');
    const types = join(folder, 'types');
    mkdirSync(types);
    const code = [
      "import { verifyRequest, type WebRequest } from 'nestjs-signalwire-webhook/signature';",
      "export const verify = (request: WebRequest) => verifyRequest(request, { signingKey: 'a', publicUrl: 'b' });",
    ].join('\n');
    writeFileSync(join(types, 'a.ts'), code);
    symlinkSync(join(cwd, 'node_modules'), join(types, 'node_modules'));
    const options = ['--lib', 'es2022', '--module', 'nodenext', '--strict', '--skipLibCheck', 'false'];
    writeFileSync(join(types, 'tsconfig.json'), '{ "compilerOptions": { "types": [], "noEmit": true } }');
    expect(run('npx', ['tsc', '-p', types, '--target', 'es2022', ...options], root)).toBe('');
  });

  test('no declaration names a generic Buffer, which needs TypeScript 5.7', () => {
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    expect(declarations.length).toBeGreaterThan(10);
    const text = (file: string) => readFileSync(join(folder, 'package', file), 'utf8');
    expect(declarations.filter((file) => /\b(?:Buffer|Uint8Array)</.test(text(file)))).toEqual([]);
  });

  test('each field of a payload has a type that the declarations of an application can name', () => {
    const alone = temporaryFolder('package-types-');
    const installed = join(alone, 'node_modules/nestjs-signalwire-webhook');
    cpSync(join(folder, 'package'), installed, {
      recursive: true,
      filter: (path) => !path.startsWith(join(folder, 'package/node_modules')),
    });
    const code = readersOfFields(join(installed, 'dist/esm/index.d.ts'));
    expect(code.split('\n').length).toBeGreaterThan(400);
    writeFileSync(join(alone, 'a.ts'), code);
    writeFileSync(join(alone, 'package.json'), '{ "type": "module" }');
    const compilerOptions = { module: 'nodenext', strict: true, declaration: true, outDir: 'out', types: [] };
    const options = { ...compilerOptions, target: 'es2022', skipLibCheck: true };
    writeFileSync(
      join(alone, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['a.ts'] }),
    );
    const { stdout } = spawnSync('npx', ['tsc', '-p', alone], { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test('an import loads four files', () => {
    const loaded = [...loadedBy(join(folder, 'package/dist/esm/index.js'))];
    expect(loaded.filter((name) => name.startsWith('/') && !name.includes('search')).length).toBe(4);
  });

  test.each([
    ['without', false, 0],
    ['with', true, 2],
  ])(
    '%s diagnostics, an application has loaded the search before its first request',
    (_, diagnostics, count) => {
      const cwd = join(folder, 'package');
      writeFileSync(
        join(cwd, 'f.cjs'),
        `const { SignalWireWebhook, SignalWireWebhookModule } = require('nestjs-signalwire-webhook');
      const { Controller, Module, Post } = require('@nestjs/common');
      const { NestFactory } = require('@nestjs/core');
      class Voice { receive() {} }
      Post('voice')(Voice.prototype, 'receive', Object.getOwnPropertyDescriptor(Voice.prototype, 'receive'));
      SignalWireWebhook()(Voice);
      Controller()(Voice);
      class Application {}
      const options = { signingKey: 'PSK_of_a_test', publicUrl: 'https://example.com', diagnostics: ${diagnostics} };
      Module({ imports: [SignalWireWebhookModule.forRoot(options)], controllers: [Voice] })(Application);
      const searches = () => Object.keys(require.cache).filter((file) => /\\/(?:search-cause|diagnosis-search)\\.js$/.test(file));
      const forge = async (url) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-signalwire-signature': 'A'.repeat(27) + '=' };
        const { status } = await fetch(url, { method: 'POST', headers, body: 'CallSid=C1' });
        await new Promise((resolve) => setTimeout(resolve, 100));
        return status;
      };
      (async () => {
        const app = await NestFactory.create(Application, { rawBody: true, logger: false });
        await app.listen(0, '127.0.0.1');
        const before = searches().length;
        const status = await forge(await app.getUrl() + '/voice');
        console.log(before, status, searches().length);
        await app.close();
      })();`,
      );
      expect(run('node', ['f.cjs'], cwd).trim()).toBe(`${count} 403 ${count}`);
    },
  );

  test('the code is ASCII, which V8 keeps as one byte for each character', () => {
    const code = files.filter((file) => /^dist\/(?:esm|cjs)\/.*\.js$/.test(file));
    const texts = code.map((file) => readFileSync(join(folder, 'package', file), 'utf8'));
    expect(texts.filter((text) => /[^ -~\t\n]/.test(text))).toEqual([]);
  });

  test('each function has the name of its source, which a stack trace shows', () => {
    const code = files.filter((file) => /^dist\/(?:esm|cjs)\/.*\.js$/.test(file));
    const functions = code.flatMap((file) =>
      [
        ...readFileSync(join(folder, 'package', file), 'utf8').matchAll(/^(?:async )?function\*? ([\w$]+)/gm),
      ].map(([, name = '']) => name),
    );
    expect(functions.length).toBeGreaterThan(1_000);
    expect(functions.filter((name) => name.includes('$'))).toEqual([]);
  });

  test('the page of the program is small, loads nothing from elsewhere, and nothing loads it', () => {
    const page = files.filter((file) => file.startsWith('dist/inspect/'));
    expect(page.sort()).toEqual([
      'dist/inspect/index.html',
      'dist/inspect/main.js',
      'dist/inspect/style.css',
    ]);
    const texts = page.map((file) => readFileSync(join(folder, 'package', file), 'utf8'));
    expect(texts.join('').length).toBeLessThan(56_000);
    expect(texts.join('')).not.toMatch(/(?:src|href|url\(|import|from)\s*[=(]?\s*["']?https?:/);
  });

  test('the program loads nothing of Nest, whatever its command', () => {
    const loaded = loadedBy(join(folder, 'package/dist/esm/cli/main.js'));
    const commands = ['sign', 'send', 'verify', 'diagnose', 'listen', 'replay'];
    expect([...loaded]).toEqual(
      expect.arrayContaining(commands.map((name) => join(folder, `package/dist/esm/cli/${name}.js`))),
    );
    expect([...loaded].filter((name) => !/^(?:\/|node:)/.test(name))).toEqual([]);
  });

  test('nest add loads nothing but its own files, and finds all that its collection names', () => {
    const schematics = join(folder, 'package/dist/cjs/schematics');
    const code = files.filter((file) => file.startsWith('dist/cjs/schematics/') && file.endsWith('.js'));
    const required = code.flatMap((file) =>
      [...readFileSync(join(folder, 'package', file), 'utf8').matchAll(/require\("([^"]+)"\)/g)].map(
        ([, name = '']) => (name.startsWith('.') ? join(folder, 'package', file, '..', name) : name),
      ),
    );
    expect(required.length).toBeGreaterThan(code.length);
    expect(required.filter((name) => !name.startsWith(schematics) && !name.startsWith('node:'))).toEqual([]);

    const { schematics: collection } = JSON.parse(
      readFileSync(join(folder, 'package/package.json'), 'utf8'),
    ) as { schematics: string };
    const { schematics: named } = JSON.parse(readFileSync(join(folder, 'package', collection), 'utf8')) as {
      schematics: Record<string, { factory: string; schema: string }>;
    };
    expect(Object.keys(named)).toEqual(['nest-add', 'webhook']);
    for (const { factory, schema } of Object.values(named)) {
      const [path = '', name = ''] = factory.split('#');
      const script = `console.log(typeof require('${join(schematics, path)}')['${name}'])`;
      expect(run('node', ['-e', script], folder).trim()).toBe('function');
      expect(() => JSON.parse(readFileSync(join(schematics, schema), 'utf8')) as unknown).not.toThrow();
    }
  });

  test('publint finds nothing', () => {
    expect(run('npx', ['publint', 'run', '--strict', join(folder, 'package')], root)).toContain('All good!');
  });

  test('are the types wrong? no', () => {
    const [tarball] = run('ls', [folder], root)
      .split('\n')
      .filter((name) => name.endsWith('.tgz'));
    const result = run('npx', ['attw', join(folder, tarball ?? ''), '--no-color', '--no-emoji'], root);
    expect(result).toContain('No problems found');
  });
});
