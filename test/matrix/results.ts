import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

export type TableName = 'run' | 'runtimes' | 'types' | 'tools';

/** Where a check is counted: one cell of a table holds several parts, such as formats, resolutions or Nodes. */
export interface Place {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly part: string;
}

interface Result extends Place {
  readonly failure?: string | undefined;
}

/** What a table says of its rows, and whether a cell names its parts though all are well. */
interface Heading {
  readonly text: string;
  readonly namesParts: boolean;
}

const HEADINGS: Readonly<Record<TableName, Heading>> = {
  run: { text: 'Verifies signed requests, rejects forged ones', namesParts: false },
  runtimes: { text: 'Verifies and rejects, `once`, outcomes, optional entries', namesParts: false },
  types: { text: 'Type-checks by `moduleResolution`', namesParts: true },
  tools: { text: 'Tools', namesParts: false },
};

export class Results {
  private constructor(
    private readonly file: string,
    private readonly subject: string,
    private readonly all: Result[],
    private readonly versions: Record<string, readonly string[]>,
  ) {}

  /** Goes on from what is kept of an earlier run with the same subject, if that is asked for. */
  static async open(file: string, subject: string, isResumed: boolean): Promise<Results> {
    const kept = isResumed ? await readKept(file) : undefined;
    if (kept?.subject !== subject) return new Results(file, subject, [], {});
    const passed = kept.all.filter(({ failure }) => failure === undefined);
    return new Results(file, subject, passed, kept.versions);
  }

  /** A package that took part. */
  note(name: string, version: string): void {
    this.versions[name] = distinct([...(this.versions[name] ?? []), version]);
  }

  /** The packages that took part: `pg 8.16.0`. */
  get participants(): readonly string[] {
    return Object.entries(this.versions)
      .map(([name, versions]) => `${name} ${versions.join(' and ')}`)
      .sort();
  }

  /** Runs one check, unless it is known to pass; a error does not stop the others. */
  async check(place: Place, run: () => Promise<unknown>): Promise<void> {
    if (this.all.some((result) => isSamePlace(result, place))) return;
    const failure = await run().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    this.all.push({ ...place, failure });
    const { subject, all, versions } = this;
    writeFileSync(this.file, JSON.stringify({ subject, all, versions } satisfies Kept));
    const { row, column, part } = place;
    console.error(`${failure === undefined ? 'ok    ' : 'FAIL  '} ${row}, ${column}, ${part}`);
    if (failure !== undefined) console.error(failure);
  }

  get count(): number {
    return this.all.length;
  }

  get failures(): number {
    return this.all.filter(({ failure }) => failure !== undefined).length;
  }

  table(name: TableName): string {
    const results = this.all.filter(({ table }) => table === name);
    if (results.length === 0) return '';
    const { text, namesParts } = HEADINGS[name];
    const columns = distinct(results.map(({ column }) => column)).sort(byNumber);
    const rows = distinct(results.map(({ row }) => row));
    if (name !== 'tools') rows.sort(byNumber);
    const parts = distinct(results.map(({ part }) => part));
    const cell = (row: string, column: string) =>
      cellOf(
        results.filter((each) => each.row === row && each.column === column),
        namesParts ? undefined : parts,
      );
    return [
      line([text, ...columns]),
      line(['---', ...columns.map(() => ':-:')]),
      ...rows.map((row) => line([row, ...columns.map((column) => cell(row, column))])),
      '',
    ].join('\n');
  }
}

interface Kept {
  readonly subject: string;
  readonly all: readonly Result[];
  readonly versions: Record<string, readonly string[]>;
}

async function readKept(file: string): Promise<Kept | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Kept);
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.table === b.table && a.row === b.row && a.column === b.column && a.part === b.part;
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** `✓` stands for all of `parts`; fewer, and those that failed, are named. */
function cellOf(results: readonly Result[], parts: readonly string[] | undefined): string {
  if (results.length === 0) return '–';
  const failed = distinct(results.filter(({ failure }) => failure !== undefined).map(({ part }) => part));
  const passed = distinct(results.map(({ part }) => part)).filter((part) => !failed.includes(part));
  passed.sort(byNumber);
  const isAll = parts?.every((part) => passed.includes(part));
  const texts = [
    ...(passed.length > 0 ? [isAll ? '✓' : passed.join(', ')] : []),
    ...(failed.length > 0 ? [`✗ ${failed.join(', ')}`] : []),
  ];
  return texts.join('; ');
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
