import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';

import { inLongForm } from '../support/long-form.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = join(import.meta.dirname, '../..');
const OLD = new Date('2001-01-01T00:00:00Z');

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly bin: Record<string, string>;
  readonly exports: Record<string, unknown>;
};

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
  let tarball: Buffer;

  beforeAll(() => {
    packed = pack(root);
    run('node', ['tools/normalize-modes.mjs'], root);
    tarball = tarballOf(root, '--ignore-scripts');
  });

  test('is small', () => {
    expect(packed.files.length).toBeLessThanOrEqual(80);
    expect(packed.size).toBeLessThan(495_000);
    expect(packed.unpackedSize).toBeLessThan(1_950_000);
  });

  test('is code and its types: no source map, test or stray file', () => {
    const allowed =
      /^(?:dist\/esm\/(?:cli\/)?[a-z-]+\.js|dist\/cjs\/(?:schematics\/)?[a-z-]+\.js|dist\/(?:esm|cjs)\/[a-z-]+\.d\.ts|dist\/cjs\/package\.json|dist\/cjs\/schematics\/(?:collection|[a-z-]+\.schema)\.json|dist\/inspect\/(?:index\.html|main\.js|style\.css)|package\.json|(?:CHANGELOG|README)\.md|LICENSE)$/;
    expect(packed.files.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
    const code = packed.files.filter(({ path }) => path.endsWith('.js'));
    const mapped = code.filter(({ path }) =>
      readFileSync(join(root, path), 'utf8').includes('sourceMappingURL'),
    );
    expect(mapped).toEqual([]);
  });

  test('holds each entry and its types in both builds', () => {
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
    const names = entries.map((entry) => (entry === '.' ? 'index' : entry.slice(2)));
    const wanted = ['esm', 'cjs'].flatMap((build) =>
      names.flatMap((name) => [`dist/${build}/${name}.js`, `dist/${build}/${name}.d.ts`]),
    );
    expect(packed.files.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted));
  });

  test('the program can be run', () => {
    for (const file of Object.values(manifest.bin)) {
      expect(readFileSync(join(root, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(packed.files.map(({ path }) => `./${path}`)).toContain(file);
    }
  });

  test('is the same, to the byte, when it is packed again', () => {
    expect(tarballOf(root, '--ignore-scripts').equals(tarball)).toBe(true);
  });

  test('is the same, to the byte, from another clone: elsewhere, under another umask, at another time', () => {
    const clone = cloneOf(root);
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    expect(inLongForm(builtAndPacked, copiedAndPacked)(clone).equals(tarball)).toBe(true);
  }, 240_000);
});

/** With a build of its own, by the scripts of the package. */
function builtAndPacked(clone: string): Buffer {
  return tarballOf(clone);
}

function copiedAndPacked(clone: string): Buffer {
  const built = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true });
  for (const file of built.filter((each) => each.isFile())) {
    copyStrictly(join(file.parentPath, file.name), join(clone, relative(root, file.parentPath), file.name));
  }
  run('node', ['tools/normalize-modes.mjs'], clone);
  return tarballOf(clone, '--ignore-scripts');
}

/** What `npm pack` writes under a strict umask, by its scripts unless they are switched off. */
function tarballOf(folder: string, ...options: readonly string[]): Buffer {
  const destination = temporaryFolder('tarball-');
  const command = ['npm pack --silent --pack-destination', destination, ...options].join(' ');
  run('sh', ['-c', `umask 077 && ${command}`], folder);
  const [name = ''] = readdirSync(destination);
  return readFileSync(join(destination, name));
}

/** The files of the repository as they are now, with the modes of a strict umask and an old time. */
function cloneOf(folder: string): string {
  const clone = temporaryFolder('another clone-');
  const names = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], folder);
  for (const name of names.split('\0').filter((each) => each !== '' && existsSync(join(folder, each)))) {
    copyStrictly(join(folder, name), join(clone, name));
  }
  return clone;
}

function copyStrictly(from: string, to: string): void {
  cpSync(from, to);
  chmodSync(to, 0o600);
  utimesSync(to, OLD, OLD);
}

test('the public API is the one that api/ reports', () => {
  expect(() => run('node', ['tools/api-report.mjs'], root)).not.toThrow();
}, 240_000);
