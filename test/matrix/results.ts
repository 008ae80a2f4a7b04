export interface Result {
  readonly table: 'run' | 'types' | 'tools';
  readonly row: string;
  readonly column: string;
  readonly fault: string | undefined;
}

const HEADS = {
  run: 'Starts, verifies signed requests, refuses forged ones',
  types: 'Type-checks, without `skipLibCheck`',
  tools: 'Test runners, bundlers, serverless',
} as const;

export class Results {
  readonly all: Result[] = [];

  /** Runs one check; a fault does not stop the others. */
  async check(
    table: Result['table'],
    row: string,
    column: string,
    run: () => Promise<unknown>,
  ): Promise<void> {
    const fault = await run().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    this.all.push({ table, row, column, fault });
    console.error(`${fault === undefined ? 'ok    ' : 'FAULT '} ${row}, ${column}`);
    if (fault !== undefined) console.error(fault);
  }

  get faults(): readonly Result[] {
    return this.all.filter(({ fault }) => fault !== undefined);
  }

  table(name: Result['table']): string {
    const results = this.all.filter(({ table }) => table === name);
    if (results.length === 0) return '';
    const columns = [...new Set(results.map(({ column }) => column))];
    const rows = [...new Set(results.map(({ row }) => row))].sort((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    );
    const cell = (row: string, column: string) => {
      const found = results.find((each) => each.row === row && each.column === column);
      if (!found) return '';
      return found.fault === undefined ? '✓' : '✗';
    };
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [
      line([HEADS[name], ...columns]),
      line(['---', ...columns.map(() => ':-:')]),
      ...rows.map((row) => line([row, ...columns.map((column) => cell(row, column))])),
      '',
    ].join('\n');
  }
}
