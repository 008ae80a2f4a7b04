/** A line of the first text alone (`-`), of the second text alone (`+`), or of both. */
export interface DiffLine {
  readonly mark: '-' | '+' | ' ';
  readonly text: string;
}

/**
 * Compares two texts line by line, by their longest common subsequence. Removed lines come before the lines that replace them.
 *
 * @param maxCells limit of the table of the comparison. A longer changed part is marked as a whole
 */
export function diffLines(before: readonly string[], after: readonly string[], maxCells: number): DiffLine[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...marked(' ', before.slice(0, start)),
    ...diffMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end), maxCells),
    ...marked(' ', before.slice(before.length - end)),
  ];
}

function marked(mark: DiffLine['mark'], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ mark, text }));
}

function diffMiddle(before: readonly string[], after: readonly string[], maxCells: number): DiffLine[] {
  if (before.length * after.length > maxCells) return [...marked('-', before), ...marked('+', after)];
  const lengths = commonLengths(before, after);
  const lengthAt = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    const [old = '', now = ''] = [before[row], after[column]];
    if (old === now) {
      lines.push({ mark: ' ', text: old });
      row++;
      column++;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) {
      lines.push({ mark: '-', text: old });
      row++;
    } else {
      lines.push({ mark: '+', text: now });
      column++;
    }
  }
  return [...lines, ...marked('-', before.slice(row)), ...marked('+', after.slice(column))];
}

/** Returns the length of the longest common subsequence after each pair of positions. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let row = before.length - 1; row >= 0; row--) {
    const current = lengths[row] ?? [];
    const next = lengths[row + 1] ?? [];
    for (let column = after.length - 1; column >= 0; column--)
      current[column] =
        before[row] === after[column]
          ? (next[column + 1] ?? 0) + 1
          : Math.max(next[column] ?? 0, current[column + 1] ?? 0);
  }
  return lengths;
}
