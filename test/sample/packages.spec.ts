import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly type?: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'sample');
const samples = readdirSync(folder).filter((name) => /^\d\d-/.test(name));
const library = 'nestjs-signalwire-webhook';

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
}

function readSources(path: string): string[] {
  return readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(path, 'src', file), 'utf8'));
}

/** `@scope/name/entry` belongs to the package `@scope/name`. */
function importedPackages(source: string): string[] {
  const specifiers = [...source.matchAll(/ from '([^.'][^']*)'/g)].map(([, specifier = '']) => specifier);
  return specifiers
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}

describe.each(samples)('sample %s', (sample) => {
  const path = join(folder, sample);
  const manifest = readManifest(path);

  test('is an application of ES modules that takes the library from this repository', () => {
    expect(manifest.type).toBe('module');
    expect(manifest.dependencies[library]).toBe('file:../..');
  });

  test('depends on every package that its sources import', () => {
    const imported = new Set(readSources(path).flatMap(importedPackages));
    expect(imported).toContain(library);
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining([...imported]));
  });

  test('depends on the versions that the tests run with', () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    const others = Object.fromEntries(ranges.filter(([name]) => name !== library));
    expect(readManifest(root).devDependencies).toMatchObject(others);
  });

  test('has a lock file that names no registry', () => {
    const lock = readFileSync(join(path, 'package-lock.json'), 'utf8');
    const resolved = [...lock.matchAll(/"resolved": "([^"]*)"/g)].map(([, location]) => location);
    expect(resolved).toEqual(['file:../..']);
  });

  test('has an example of its environment', () => {
    const example = readFileSync(join(path, '.env.example'), 'utf8');
    const documented = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const required = readSources(path).flatMap((source) =>
      [...source.matchAll(/\.get(?:OrThrow)?(?:<\w+>)?\('(\w+)'/g)].map(([, name]) => name),
    );
    expect(documented).toEqual(expect.arrayContaining(required));
  });
});
