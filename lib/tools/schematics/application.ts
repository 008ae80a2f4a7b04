import { posix } from 'node:path';

import { fail } from './errors.js';
import { rootModuleName } from './add-raw-body.js';
import type { Changes } from './changes.js';
import { isJsonObject, objectIn, readJsonObject, stringIn } from './json-object.js';
import { type ImportedName, importedName, readImports } from './source/imports.js';
import { bindingsOf, namePattern, usesOf } from './source/names.js';
import { Source } from './source/source.js';
import type { Adapter } from './webhook-controller.js';

/** Files and classes of an application. */
export interface Application {
  readonly entryFile: string;
  readonly moduleFile: string;
  /** Class of the root module, or `default` if it is the default export. */
  readonly moduleClass: string;
  /** Adapter, if the entry file shows it. */
  readonly adapter: Adapter | undefined;
  /** Ending of relative imports: `.js` for ESM. */
  readonly importEnding: '.js' | '';
}

export function findApplication(changes: Changes, sourceRoot: string): Application {
  const entryFile = findEntryFile(changes, sourceRoot);
  if (changes.read(entryFile) === undefined) fail(`${entryFile}: there is no such file`);
  const { name, imported, adapter } = changes.parse(entryFile, (text) => {
    const name = rootModuleName(text);
    const source = new Source(text);
    return { name, imported: importedName(source, name), adapter: adapterOfSource(source) };
  });
  const moduleFile = imported
    ? (moduleCandidates(entryFile, imported.specifier).find((path) => changes.read(path) !== undefined) ??
      fileByAlias(changes, sourceRoot, imported) ??
      fail(`${entryFile}: its import of ${name} from '${imported.specifier}' does not lead to a file`))
    : entryFile;
  return {
    entryFile,
    moduleFile,
    moduleClass: imported?.exported ?? name,
    adapter,
    importEnding: importEndingOf(changes, imported?.specifier),
  };
}

function adapterOfSource({ masked }: Source): Adapter | undefined {
  if (/\bFastifyAdapter\b/.test(masked)) return 'fastify';
  return /\b(?:ExpressAdapter|NestExpressApplication)\b/.test(masked) ? 'express' : undefined;
}

/** Returns the ending of a relative import in the application, otherwise the ending that Node needs. */
export function importEndingOf(changes: Changes, specifier = ''): '.js' | '' {
  const isEsm = /"type"\s*:\s*"module"/.test(changes.read('package.json') ?? '');
  return specifier.startsWith('.') ? (specifier.endsWith('.js') ? '.js' : '') : isEsm ? '.js' : '';
}

/** Returns the entry file of nest-cli.json (default: `main`). */
function findEntryFile(changes: Changes, sourceRoot: string): string {
  const name = `${changes.parse('nest-cli.json', (text) => entryFileOf(text, sourceRoot)) ?? 'main'}.ts`;
  const candidates = [posix.join(sourceRoot, name), posix.normalize(name)];
  return candidates.find((path) => changes.read(path) !== undefined) ?? posix.join(sourceRoot, 'main.ts');
}

/** Returns `entryFile` of the project with the source root, otherwise of the whole nest-cli.json. */
function entryFileOf(text: string, sourceRoot: string): string | undefined {
  const options = readJsonObject(text || '{}');
  const projects = objectIn(options, 'projects', '"projects": {}') ?? {};
  const project = Object.values(projects).find(
    (each) => isJsonObject(each) && each.sourceRoot === sourceRoot,
  );
  const entryFiles = [project, options].flatMap((each) =>
    isJsonObject(each) ? (stringIn(each, 'entryFile', '"entryFile": "main"') ?? []) : [],
  );
  return entryFiles[0];
}

function moduleCandidates(entryFile: string, specifier: string): string[] {
  const isRelative = specifier.startsWith('.');
  const path = isRelative ? posix.join(posix.dirname(entryFile), specifier) : specifier;
  return [path.replace(/\.(?:js|ts)$/, '') + '.ts', `${path}/index.ts`];
}

/** Finds the only file with a class of this name, for an import with a path alias. */
function fileByAlias(changes: Changes, sourceRoot: string, imported: ImportedName): string | undefined {
  const { specifier, exported } = imported;
  if (specifier.startsWith('.') || exported === 'default') return undefined;
  const declaration = new RegExp(`\\bexport\\s+class\\s+${namePattern(exported)}`, 'u');
  const [file, ...others] = changes.search(sourceRoot, declaration);
  return others.length === 0 ? file : undefined;
}

/** Returns whether a file calls `forRoot` or `forRootAsync` of a class from the package. */
export function callsModule(changes: Changes, sourceRoot: string, name: string, specifier: string): boolean {
  const files = changes.search(sourceRoot, new RegExp(namePattern(name), 'u'));
  return files.some((path) =>
    changes.parseForSearch(path, (text) => callsForRoot(new Source(text), name, specifier)),
  );
}

function callsForRoot(source: Source, name: string, specifier: string): boolean {
  return readImports(source)
    .flatMap(({ imported }) => imported)
    .filter((each) => each.specifier === specifier && !each.isType)
    .some(({ exported, local }) => {
      if (exported !== '*' && exported !== name) return false;
      const path = exported === '*' ? `\\s*\\.\\s*${namePattern(name)}` : '';
      if (bindingsOf(source, local).length > 0) fail(`it declares a different ${local}`);
      const call = new RegExp(`^${path}\\s*\\.\\s*(?:forRoot|forRootAsync)\\b`, 'u');
      return usesOf(source, local).some(({ end }) => call.test(source.masked.slice(end)));
    });
}
