import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const OLD = new Date('2001-01-01T00:00:00Z');

interface Packed {
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
    expect(packed.size).toBeLessThan(560_000);
    expect(packed.unpackedSize).toBeLessThan(3_000_000);
  });

  test('is code and its types: no source map, test or stray file', () => {
    const allowed =
      /^(?:dist\/(?:esm|cjs)\/[a-z0-9./-]+(?<!\.spec|\.test)\.(?:js|d\.ts)|dist\/cjs\/package\.json|dist\/cjs\/tools\/schematics\/(?:collection|[a-z-]+\.schema)\.json|dist\/inspect\/(?:index\.html|main\.js|style\.css)|package\.json|README\.md|LICENSE)$/;
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
        .filter((path) => path !== 'package.json' && !/^tools\//.test(path));
    expect(of('cjs')).toEqual(of('esm'));
    expect(of('esm').length).toBeGreaterThan(100);
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

  test('is the same, to the byte, when it is packed again', () => {
    run('node', ['tools/normalize-modes.mjs'], root);
    expect(tarballOf(root, '--ignore-scripts').equals(tarballOf(root, '--ignore-scripts'))).toBe(true);
  });

  test('is the same, to the byte, from another clone: elsewhere, under another umask, at another time', () => {
    run('node', ['tools/normalize-modes.mjs'], root);
    const clone = cloneOf(root);
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    expect(tarballOf(clone).equals(tarballOf(root, '--ignore-scripts'))).toBe(true);
  }, 240_000);
});

/** What `npm pack` writes under a strict umask, by its scripts unless they are switched off. */
function tarballOf(folder: string, ...options: readonly string[]): Buffer {
  const destination = mkdtempSync(join(tmpdir(), 'tarball-'));
  const command = ['npm pack --silent --pack-destination', destination, ...options].join(' ');
  run('sh', ['-c', `umask 077 && ${command}`], folder);
  const [name = ''] = readdirSync(destination);
  return readFileSync(join(destination, name));
}

/** The files of the repository as they are now, with the modes of a strict umask and an old time. */
function cloneOf(folder: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'another clone-'));
  const names = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], folder);
  for (const name of names.split('\0').filter((each) => each !== '' && existsSync(join(folder, each)))) {
    const file = join(clone, name);
    cpSync(join(folder, name), file);
    chmodSync(file, 0o600);
    utimesSync(file, OLD, OLD);
  }
  return clone;
}

test('the public API is the one that api/ reports', () => {
  expect(() => run('node', ['tools/api-report.mjs'], root)).not.toThrow();
}, 240_000);
