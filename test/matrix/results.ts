export type TableName = 'run' | 'types' | 'tools';

/** Where a check is counted: one cell of a table holds several parts, such as formats, resolutions or Nodes. */
export interface Place {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly part: string;
}

interface Result extends Place {
  readonly fault: string | undefined;
}

/** What a table says of its rows, and whether a cell names its parts though all are well. */
interface Heading {
  readonly text: string;
  readonly namesParts: boolean;
}

const HEADINGS: Readonly<Record<TableName, Heading>> = {
  run: { text: 'Verifies signed requests, refuses forged ones', namesParts: false },
  types: { text: 'Type-checks by `moduleResolution`', namesParts: true },
  tools: { text: 'Tools', namesParts: false },
};

export class Results {
  private readonly all: Result[] = [];

  /** Runs one check; a fault does not stop the others. */
  async check(place: Place, run: () => Promise<unknown>): Promise<void> {
    const fault = await run().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    this.all.push({ ...place, fault });
    const { row, column, part } = place;
    console.error(`${fault === undefined ? 'ok    ' : 'FAULT '} ${row}, ${column}, ${part}`);
    if (fault !== undefined) console.error(fault);
  }

  get count(): number {
    return this.all.length;
  }

  get faults(): number {
    return this.all.filter(({ fault }) => fault !== undefined).length;
  }

  table(name: TableName): string {
    const results = this.all.filter(({ table }) => table === name);
    if (results.length === 0) return '';
    const { text, namesParts } = HEADINGS[name];
    const columns = distinct(results.map(({ column }) => column));
    const rows = distinct(results.map(({ row }) => row));
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

/** `✓` stands for all of `parts`; fewer, and those that failed, are named. */
function cellOf(results: readonly Result[], parts: readonly string[] | undefined): string {
  if (results.length === 0) return '–';
  const failed = distinct(results.filter(({ fault }) => fault !== undefined).map(({ part }) => part));
  const passed = distinct(results.map(({ part }) => part)).filter((part) => !failed.includes(part));
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
