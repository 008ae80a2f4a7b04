import { posix } from 'node:path';

import { rootModuleName } from './add-raw-body.js';
import { type Changes, inFile } from './changes.js';
import { NotUnderstoodError } from './not-understood.error.js';
import { type ImportedName, importedName } from './source/imports.js';
import { Source } from './source/source.js';

/** Where an application's parts are. */
export interface Application {
  readonly entryFile: string;
  readonly moduleFile: string;
  /** The class of the root module; `default` if it is exported as such. */
  readonly moduleClass: string;
  /** Whether relative imports end in `.js`, as ESM wants it. */
  readonly importEnding: '.js' | '';
}

interface NestProject {
  readonly sourceRoot?: string;
  readonly entryFile?: string;
}

interface NestCliOptions extends NestProject {
  readonly projects?: Readonly<Record<string, NestProject>>;
}

export function findApplication(changes: Changes, sourceRoot: string): Application {
  const entryFile = findEntryFile(changes, sourceRoot);
  return inFile(entryFile, () => {
    const text = changes.read(entryFile) ?? fail('there is no such file');
    const name = rootModuleName(text);
    const imported = importedName(new Source(text), name);
    if (!imported)
      return { entryFile, moduleFile: entryFile, moduleClass: name, importEnding: importEndingOf(changes) };
    const moduleFile =
      moduleCandidates(entryFile, imported.specifier).find((path) => changes.read(path) !== undefined) ??
      fileByAlias(changes, sourceRoot, imported) ??
      fail(`its import of ${name} from '${imported.specifier}' leads to no file that can be found`);
    return {
      entryFile,
      moduleFile,
      moduleClass: imported.exported,
      importEnding: importEndingOf(changes, imported.specifier),
    };
  });
}

/** As a relative import of the application shows it, or else as Node wants it. */
export function importEndingOf(changes: Changes, specifier = ''): '.js' | '' {
  const isEsm = /"type"\s*:\s*"module"/.test(changes.read('package.json') ?? '');
  return specifier.startsWith('.') ? (specifier.endsWith('.js') ? '.js' : '') : isEsm ? '.js' : '';
}

/** By nest-cli.json, where the file is `main` unless it says otherwise. */
function findEntryFile(changes: Changes, sourceRoot: string): string {
  const { projects = {}, entryFile } = readNestCli(changes);
  const project = Object.values(projects).find((each) => each.sourceRoot === sourceRoot);
  const name = `${project?.entryFile ?? entryFile ?? 'main'}.ts`;
  const candidates = [posix.join(sourceRoot, name), posix.normalize(name)];
  return candidates.find((path) => changes.read(path) !== undefined) ?? posix.join(sourceRoot, 'main.ts');
}

function readNestCli(changes: Changes): NestCliOptions {
  try {
    return JSON.parse(changes.read('nest-cli.json') ?? '{}') as NestCliOptions;
  } catch {
    throw new NotUnderstoodError('nest-cli.json: it is not JSON');
  }
}

function moduleCandidates(entryFile: string, specifier: string): string[] {
  const isRelative = specifier.startsWith('.');
  const path = isRelative ? posix.join(posix.dirname(entryFile), specifier) : specifier;
  return [path.replace(/\.(?:js|ts)$/, '') + '.ts', `${path}/index.ts`];
}

/** The only file of the application that has a class of that name, for an import by an alias. */
function fileByAlias(
  changes: Changes,
  sourceRoot: string,
  { specifier, exported }: ImportedName,
): string | undefined {
  if (specifier.startsWith('.') || exported === 'default') return undefined;
  const declaration = new RegExp(`\\bexport\\s+class\\s+${exported.replaceAll('$', '\\$')}(?![\\w$])`);
  const [file, ...others] = changes
    .sourceFiles(sourceRoot)
    .filter((path) => declaration.test(changes.read(path) ?? ''));
  return others.length === 0 ? file : undefined;
}

/** Whether any file of the application calls such a method on a class that it imports from the package. */
export function callsModule(
  changes: Changes,
  sourceRoot: string,
  { name, specifier }: { name: string; specifier: string },
): boolean {
  const call = new RegExp(`\\b${name}\\s*\\.\\s*(?:forRoot|forRootAsync)\\b`);
  return changes.sourceFiles(sourceRoot).some((path) => {
    const text = changes.read(path) ?? '';
    if (!call.test(text)) return false;
    const source = new Source(text);
    return call.test(source.masked) && importedName(source, name)?.specifier === specifier;
  });
}

function fail(reason: string): never {
  throw new NotUnderstoodError(reason);
}
