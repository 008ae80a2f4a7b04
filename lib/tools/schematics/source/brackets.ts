import { fail } from '../errors.js';

/** Positions of the brackets of a masked source, so that each lookup reads only a few of them. */
export class Brackets {
  private readonly closings = new Map<number, number>();
  private readonly parents = new Map<number, number | undefined>();
  /** The index after each bracket, and the innermost bracket that is open from there on. */
  private readonly changes: number[] = [];
  private readonly innermost: (number | undefined)[] = [];

  constructor(masked: string) {
    const open: number[] = [];
    for (const { 0: sign, index } of masked.matchAll(/[()[\]{}]/g)) {
      if ('([{'.includes(sign)) {
        this.parents.set(index, open.at(-1));
        open.push(index);
      } else this.closings.set(open.pop() ?? index, index);
      this.changes.push(index + 1);
      this.innermost.push(open.at(-1));
    }
  }

  closing(open: number): number {
    const closing = this.closings.get(open);
    if (closing === undefined) fail('its brackets do not match');
    return closing;
  }

  /** Yields the brackets around an index, the innermost first. */
  *around(index: number): Iterable<number> {
    let open = this.innermost[countUpTo(this.changes, index) - 1];
    while (open !== undefined) {
      yield open;
      open = this.parents.get(open);
    }
  }
}

/** Returns how many of the ascending numbers are at most a limit. */
export function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
