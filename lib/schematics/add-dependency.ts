import { NotUnderstoodError } from './not-understood.error.js';

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** `@nestjs/config` from 12 on is ESM only, and for Nest 11 its tests in CommonJS could not load it. */
const CONFIG_VERSIONS: Readonly<Record<number, string>> = { 10: '^4.0.0', 11: '^4.0.0', 12: '^12.0.0' };

export function readManifest(text: string): Manifest {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Manifest;
  } catch {
    throw new NotUnderstoodError('it is not JSON');
  }
}

/** The range of `@nestjs/config` that fits a version of Nest such as `12.5.1`, or a range such as `^12.0.1`. */
export function configVersionFor(nest: string): string {
  const range = CONFIG_VERSIONS[Number(/\d+/.exec(nest)?.[0])];
  if (range !== undefined) return range;
  throw new NotUnderstoodError(`its @nestjs/core is “${nest}”, and not of Nest 10, 11 or 12`);
}

/** Adds a dependency, in the order of the alphabet, to the text of a package.json that does not have it. */
export function addDependency(text: string, name: string, range: string): string {
  const manifest = readManifest(text);
  if (manifest.dependencies?.[name] ?? manifest.devDependencies?.[name]) return text;
  const dependencies = Object.fromEntries(
    Object.entries({ ...manifest.dependencies, [name]: range }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = text.endsWith('\n') ? '\n' : '';
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const json = JSON.stringify({ ...manifest, dependencies }, null, indent) + end;
  return bom + json.replaceAll('\n', newline);
}
