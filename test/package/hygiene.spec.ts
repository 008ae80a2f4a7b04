import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface Packed {
  readonly integrity: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function pack(folder: string): Packed {
  const text = run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], folder);
  const [packed] = JSON.parse(text) as [Packed];
  return packed;
}

describe('what npm packs', () => {
  let packed: Packed;

  beforeAll(() => {
    packed = pack(root);
  });

  test('is small', () => {
    expect(packed.size).toBeLessThan(500_000);
    expect(packed.unpackedSize).toBeLessThan(2_600_000);
  });

  test('is code and its types: no source map, test or stray file', () => {
    const allowed =
      /^(?:dist\/(?:esm|cjs)\/[a-z0-9./-]+(?<!\.spec|\.test)\.(?:js|d\.ts)|dist\/cjs\/package\.json|dist\/cjs\/schematics\/(?:collection|[a-z-]+\.schema)\.json|dist\/inspect\/(?:index\.html|main\.js|style\.css)|docs\/(?:recipes\/)?[a-z-]+\.md|package\.json|README\.md|LICENSE)$/;
    expect(packed.files.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
    const code = packed.files.filter(({ path }) => path.endsWith('.js'));
    const mapped = code.filter(({ path }) =>
      readFileSync(join(root, path), 'utf8').includes('sourceMappingURL'),
    );
    expect(mapped).toEqual([]);
  });

  test('holds each file in both builds, but for the program and the schematics, which nothing imports', () => {
    const of = (build: string) =>
      packed.files
        .flatMap(({ path }) => (path.startsWith(`dist/${build}/`) ? path.slice(`dist/${build}/`.length) : []))
        .filter((path) => path !== 'package.json' && !/^(?:cli|schematics)\//.test(path));
    expect(of('cjs')).toEqual(of('esm'));
    expect(of('esm').length).toBeGreaterThan(100);
  });

  test('keeps the documentation in the types', () => {
    const text = readFileSync(join(root, 'dist/esm/signalwire-webhook.decorator.d.ts'), 'utf8');
    expect(text).toContain('@publicApi');
    expect(text).toContain('@example');
  });

  test('the program can be run', () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    for (const file of Object.values(bin)) {
      expect(readFileSync(join(root, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(packed.files.map(({ path }) => `./${path}`)).toContain(file);
    }
  });

  test('is the same, to the byte, when it is built again elsewhere', () => {
    const copy = mkdtempSync(join(tmpdir(), 'build-again-'));
    const sources = [
      'lib',
      'inspect',
      'docs',
      'package.json',
      'README.md',
      'LICENSE',
      'nest-cli.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'tsconfig.cjs.json',
    ];
    for (const source of sources) cpSync(join(root, source), join(copy, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    run('npm', ['run', '--silent', 'build'], copy);
    expect(pack(copy).integrity).toBe(packed.integrity);
  }, 240_000);
});

test('the public API is the one that api/ reports', () => {
  expect(() => run('node', ['tools/api-report.mjs'], root)).not.toThrow();
}, 240_000);
