import { diffLines } from '../lib/tools/cli/diff-lines';

/** A line of two texts side by side. */
export interface DiffRow {
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly isEqual: boolean;
}

const MAX_CELLS = 250_000;

/** Compares two texts line by line. Replaced lines stand beside the lines that replace them. */
export function diffRows(left: string, right: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      rows.push({ left: removed[at], right: added[at], isEqual: false });
    [removed, added] = [[], []];
  };
  for (const { mark, text } of diffLines(left.split('\n'), right.split('\n'), MAX_CELLS)) {
    if (mark === '-') removed.push(text);
    else if (mark === '+') added.push(text);
    else {
      flush();
      rows.push({ left: text, right: text, isEqual: true });
    }
  }
  flush();
  return rows;
}
