import { fail } from './errors.js';
import { type JsonObject, objectIn, readJsonObject } from './json-object.js';
import { type Edit, type Range, Source } from './source/source.js';

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

const PROPERTY = /^("[^"]*")(\s*:\s*)/;

/** White space of the properties of an object. */
interface JsonLayout {
  /** The white space before a property. */
  readonly gap: string;
  /** The colon with the white space around it. */
  readonly colon: string;
}

export type Manifest = Partial<Readonly<Record<(typeof DEPENDENCIES)[number], JsonObject | undefined>>>;

/** Tests of Nest 11 in CommonJS cannot load `@nestjs/config` 12, which is ESM only. */
const CONFIG_VERSIONS: Readonly<Record<number, string>> = { 10: '^4.0.0', 11: '^4.0.0', 12: '^12.0.0' };

/** @throws NotUnderstoodError if the text is not the JSON of a package */
export function readManifest(text: string): Manifest {
  const manifest = readJsonObject(text);
  return Object.fromEntries(DEPENDENCIES.map((name) => [name, objectIn(manifest, name, `"${name}": {}`)]));
}

/** Returns the range of `@nestjs/config` for a version of Nest such as `12.5.1`, or a range such as `^12.0.1`. */
export function configVersionFor(nest: string | undefined): string {
  if (nest === undefined) fail('it has no version of @nestjs/core. Fix: npm install @nestjs/core');
  const [major] = /\d+/.exec(nest) ?? [];
  if (major === undefined)
    fail(`its @nestjs/core is “${nest}” without a number, and is not installed. Fix: npm install`);
  const range = CONFIG_VERSIONS[Number(major)];
  if (range !== undefined) return range;
  fail(`its @nestjs/core is “${nest}”, and not of Nest 10, 11 or 12. Fix: use Nest 10, 11 or 12.`);
}

/**
 * Adds a dependency alphabetically to the text of a package.json without this dependency. All other characters stay
 * unchanged.
 */
export function addDependency(text: string, name: string, range: string): string {
  const manifest = readManifest(text);
  if (DEPENDENCIES.some((kind) => Object.hasOwn(manifest[kind] ?? {}, name))) return text;
  const source = new Source(text);
  const root = source.inside(source.masked.indexOf('{'));
  const dependencies = jsonProperties(source, root).filter((each) => each.name === 'dependencies');
  const value = dependencies.at(-1)?.value;
  const isEmpty = Object.keys(manifest.dependencies ?? {}).length === 0;
  if (value && !isEmpty) return source.apply([sortedEdit(source, source.inside(value.start), name, range)]);
  const object = objectOf(jsonLayout(source, root), name, range);
  return source.apply([value ? { ...value, text: object } : lastEdit(source, root, object)]);
}

/** Returns the position before the first property with a greater name. */
function sortedEdit(source: Source, inside: Range, name: string, range: string): Edit {
  const { gap, colon } = jsonLayout(source, inside);
  const property = `"${name}"${colon}"${range}"`;
  const properties = jsonProperties(source, inside);
  const next = properties.find((each) => each.name > name);
  if (next) return { start: next.start, end: next.start, text: `${property},${gap}` };
  const end = properties.at(-1)?.end ?? inside.end;
  return { start: end, end, text: `,${gap}${property}` };
}

function lastEdit(source: Source, root: Range, object: string): Edit {
  const { gap, colon } = jsonLayout(source, root);
  const property = `${gap}"dependencies"${colon}${object}`;
  const last = jsonProperties(source, root).at(-1);
  return last
    ? { start: last.end, end: last.end, text: `,${property}` }
    : { ...root, text: property + gap.replace(/(?<![ \t])[ \t]+$/, '') };
}

function objectOf({ gap, colon }: JsonLayout, name: string, range: string): string {
  const [indent = ''] = /(?<=\n)[ \t]*$/.exec(gap) ?? [];
  return `{${gap}${indent}"${name}"${colon}"${range}"${gap}}`;
}

/** Returns the properties of an object of valid JSON. */
function jsonProperties(source: Source, inside: Range) {
  return source.elements(inside).map(({ start, end }) => {
    const [, key = '', colon = ''] = PROPERTY.exec(source.masked.slice(start, end)) ?? [];
    const name = JSON.parse(source.text.slice(start, start + key.length)) as string;
    return { start, end, name, value: { start: start + key.length + colon.length, end } };
  });
}

/** Returns the layout of the second property, because the first property may be on the line of the brace. */
function jsonLayout(source: Source, inside: Range): JsonLayout {
  const [first, second = first] = source.elements(inside);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  if (!second) return { gap: `${newline}  `, colon: ': ' };
  const before = source.text.slice(0, second.start);
  const gap = before.slice(before.trimEnd().length);
  const [, , colon = ': '] = PROPERTY.exec(source.masked.slice(second.start, second.end)) ?? [];
  return { gap, colon };
}
