import { countUpTo } from './brackets.js';
import type { Range, Source } from './source.js';

/** A word that begins a statement. The expression looks back only from the word, not from each white space. */
const IMPORT = /\bimport\b(?<=(?:^|;)[^\S\n]*import)/gm;
const TYPE = /type\b(?=\s*[{*]|\s+(?!from\s*['"])[\w$])/y;
const NAME = /(?!from\s*['"])[\w$]+/y;
const COMMA = /,/y;
const NAMESPACE = /\*\s*as\b/y;
const FROM = /from\b/y;
const SPECIFIER = /'[^']*'|"[^"]*"/y;
const ATTRIBUTES = /[ \t]*(?:with|assert)\s*(?=\{)/y;
const SEMICOLON = /[ \t]*;/y;

export interface ImportStatement extends Range {
  readonly specifier: string;
  /** Range inside the braces. */
  readonly names: Range | undefined;
  readonly isType: boolean;
  readonly imported: readonly ImportedName[];
}

export interface ImportedName {
  readonly specifier: string;
  readonly local: string;
  /** Name in the module that exports it: `default`, `*` or a name. */
  readonly exported: string;
  readonly isType: boolean;
}

interface Imports {
  readonly statements: readonly ImportStatement[];
  readonly starts: readonly number[];
}

const importsOf = new WeakMap<Source, Imports>();

/** Returns the `import` statements of a file, without those in a namespace or module declaration. */
export function readImports(source: Source): ImportStatement[] {
  return allImports(source).statements.filter(({ start }) => [...source.bracketsAround(start)].length === 0);
}

/** Returns the import of a local name. */
export function importedName(source: Source, local: string): ImportedName | undefined {
  return readImports(source)
    .flatMap(({ imported }) => imported)
    .find((name) => name.local === local);
}

/** Returns whether an index is inside an `import` statement. */
export function isInImport(source: Source, index: number): boolean {
  const { statements, starts } = allImports(source);
  const statement = statements[countUpTo(starts, index) - 1];
  return statement !== undefined && index < statement.end;
}

function allImports(source: Source): Imports {
  const known = importsOf.get(source);
  if (known) return known;
  const words = [...source.masked.matchAll(IMPORT)];
  const statements = words.flatMap(({ index }) => readImport(source, index) ?? []);
  const imports = { statements, starts: statements.map(({ start }) => start) };
  importsOf.set(source, imports);
  return imports;
}

function readImport(source: Source, start: number): ImportStatement | undefined {
  const cursor = new Cursor(source, start + 'import'.length);
  const isType = cursor.take(TYPE) !== undefined;
  const whole = cursor.take(NAME);
  cursor.take(COMMA);
  const names = cursor.takeBraces();
  const space = names || !cursor.take(NAMESPACE) ? undefined : cursor.take(NAME);
  cursor.take(FROM);
  const quoted = cursor.take(SPECIFIER);
  if (!quoted) return undefined;
  if (cursor.takeHere(ATTRIBUTES)) cursor.takeBraces();
  cursor.takeHere(SEMICOLON);
  const specifier = source.textOf(quoted).slice(1, -1);
  const named = (range: Range | undefined, exported: string): ImportedName[] =>
    range ? [{ specifier, local: source.codeOf(range), exported, isType }] : [];
  const imported = [
    ...named(whole, 'default'),
    ...named(space, '*'),
    ...(names ? source.elements(names).map((range) => readName(source, range, specifier, isType)) : []),
  ];
  return { start, end: cursor.index, specifier, names, isType, imported };
}

function readName(source: Source, range: Range, specifier: string, isType: boolean): ImportedName {
  const [, type, exported = '', local = exported] =
    /^(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?$/.exec(source.codeOf(range)) ?? [];
  return { specifier, local, exported, isType: isType || type !== undefined };
}

/** Reads code from an index on. Each method moves the index behind the part that it takes. */
class Cursor {
  constructor(
    private readonly source: Source,
    public index: number,
  ) {}

  /** Takes a match of a sticky pattern after white space. */
  take(pattern: RegExp): Range | undefined {
    return this.takeAt(this.source.nextCode(this.index), pattern);
  }

  takeHere(pattern: RegExp): Range | undefined {
    return this.takeAt(this.index, pattern);
  }

  /** Takes braces after white space, and returns the range inside the braces. */
  takeBraces(): Range | undefined {
    const open = this.source.nextCode(this.index);
    if (this.source.masked[open] !== '{') return undefined;
    const inside = this.source.inside(open);
    this.index = inside.end + 1;
    return inside;
  }

  private takeAt(start: number, pattern: RegExp): Range | undefined {
    pattern.lastIndex = start;
    const match = pattern.exec(this.source.masked);
    if (!match) return undefined;
    this.index = start + match[0].length;
    return { start, end: this.index };
  }
}
