/** A line of two texts side by side. */
export interface DiffRow {
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly isEqual: boolean;
}

/** Limit of the table of the comparison. Longer changed parts are shown as a whole. */
const MAX_CELLS = 250_000;

/** Compares two texts line by line. */
export function diffLines(left: string, right: string): DiffRow[] {
  const [a, b] = [left.split('\n'), right.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...a.slice(0, start).map(equal),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(equal),
  ];
}

function equal(line: string): DiffRow {
  return { left: line, right: line, isEqual: true };
}

function diffMiddle(a: readonly string[], b: readonly string[]): DiffRow[] {
  if (a.length * b.length > MAX_CELLS) return changed(a, b);
  const lengths = commonLengths(a, b);
  const rows: DiffRow[] = [];
  let [i, j] = [0, 0];
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = () => {
    rows.push(...changed(removed, added));
    [removed, added] = [[], []];
  };
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && x === y) {
      flush();
      rows.push(equal(x));
      i++;
      j++;
    } else if (y === undefined || (x !== undefined && cell(lengths, i + 1, j) >= cell(lengths, i, j + 1))) {
      removed.push(x ?? '');
      i++;
    } else {
      added.push(y);
      j++;
    }
  }
  flush();
  return rows;
}

/** Returns the lengths of the longest common subsequences of all rests. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths: number[][] = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--)
      row[j] =
        a[i] === b[j]
          ? cell(lengths, i + 1, j + 1) + 1
          : Math.max(cell(lengths, i + 1, j), cell(lengths, i, j + 1));
  }
  return lengths;
}

function cell(lengths: readonly number[][], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function changed(a: readonly string[], b: readonly string[]): DiffRow[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => ({
    left: a[at],
    right: b[at],
    isEqual: false,
  }));
}
