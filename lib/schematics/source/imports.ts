import { NotUnderstoodError } from '../not-understood.error.js';
import { addElement } from './add-element.js';
import { type Range, Source } from './source.js';
import { styleOf } from './style.js';

const IMPORT =
  /^[^\S\n]*import\s+(?<type>type\s+)?(?:(?<default>[\w$]+)\s*,?\s*)?(?:\{(?<names>[^}]*)\}\s*|\*\s*as\s+(?<space>[\w$]+)\s*)?(?:from\s*)?(?<specifier>'[^']*'|"[^"]*")[ \t]*;?/dgm;

interface ImportStatement extends Range {
  readonly specifier: string;
  /** Inside the braces. */
  readonly names: Range | undefined;
  readonly isType: boolean;
  readonly imported: readonly ImportedName[];
}

export interface ImportedName {
  readonly specifier: string;
  readonly local: string;
  /** The name in the module that exports it: `default`, `*` or a name. */
  readonly exported: string;
  readonly isType: boolean;
}

function readImports(source: Source): ImportStatement[] {
  return [...source.masked.matchAll(IMPORT)].map((match) => {
    const groups = match.indices?.groups ?? {};
    const [start, end] = match.indices?.[0] ?? [0, 0];
    const rangeOf = (name: string): Range | undefined => {
      const [from, to] = groups[name] ?? [];
      return from === undefined || to === undefined ? undefined : { start: from, end: to };
    };
    const quoted = rangeOf('specifier');
    const specifier = quoted ? source.textOf(quoted).slice(1, -1) : '';
    const isType = rangeOf('type') !== undefined;
    const names = rangeOf('names');
    const whole = [
      ['default', rangeOf('default')],
      ['*', rangeOf('space')],
    ] as const;
    return {
      start,
      end,
      specifier,
      names,
      isType,
      imported: [
        ...whole.flatMap(([exported, range]) =>
          range ? [{ specifier, local: source.codeOf(range), exported, isType }] : [],
        ),
        ...(names ? source.elements(names).map((range) => readName(source, range, specifier, isType)) : []),
      ],
    };
  });
}

function readName(source: Source, range: Range, specifier: string, isType: boolean): ImportedName {
  const [, type, exported = '', local = exported] =
    /^(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?$/.exec(source.codeOf(range)) ?? [];
  return { specifier, local, exported, isType: isType || type !== undefined };
}

export function importedName(source: Source, local: string): ImportedName | undefined {
  return readImports(source)
    .flatMap(({ imported }) => imported)
    .find((name) => name.local === local);
}

/** Imports the names that are not imported yet. */
export function addImport(text: string, specifier: string, names: readonly string[]): string {
  const source = new Source(text);
  const style = styleOf(source);
  const missing = names.filter((name) => !isImported(source, specifier, name));
  if (missing.length === 0) return text;
  const statements = readImports(source);
  const same = statements.find((each) => each.specifier === specifier && each.names && !each.isType);
  if (same?.names) {
    return source.apply(addElement(source, same.names, missing.join(', '), style, { inline: true }));
  }
  const line = `import { ${missing.join(', ')} } from ${style.quote}${specifier}${style.quote}${style.semicolon}`;
  const last = statements[statements.length - 1];
  if (!last) throw new NotUnderstoodError('it has no import');
  const lineEnd = /\r?\n|$/.exec(text.slice(last.end))?.index ?? 0;
  const end = last.end + lineEnd;
  return source.apply([{ start: end, end, text: style.newline + line }]);
}

function isImported(source: Source, specifier: string, name: string): boolean {
  const found = importedName(source, name);
  if (!found) {
    if (!new RegExp(`\\b(?:class|const|let|var|function|enum|namespace)\\s+${name}\\b`).test(source.masked))
      return false;
    throw new NotUnderstoodError(`it declares a ${name} of its own`);
  }
  if (found.specifier === specifier && found.exported === name && !found.isType) return true;
  const how = found.isType ? ' as a type' : '';
  throw new NotUnderstoodError(`it imports ${name}${how} from '${found.specifier}'`);
}
