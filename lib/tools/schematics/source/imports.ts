import type { Range, Source } from './source.js';

const IMPORT =
  /(?<=(?:^|;)[^\S\n]*)import\s+(?<type>type\s+)?(?:(?<default>[\w$]+)\s*,?\s*)?(?:\{(?<names>[^}]*)\}\s*|\*\s*as\s+(?<space>[\w$]+)\s*)?(?:from\s*)?(?<specifier>'[^']*'|"[^"]*")[ \t]*(?:(?:with|assert)\s*\{[^}]*\})?[ \t]*;?/dgm;

export interface ImportStatement extends Range {
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

export function readImports(source: Source): ImportStatement[] {
  const matches = [...source.masked.matchAll(IMPORT)];
  return matches
    .filter(({ index }) => source.bracketsAround(index).length === 0)
    .map((match) => {
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
