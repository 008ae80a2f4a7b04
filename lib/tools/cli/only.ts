import { UsageError } from './errors.js';

export const ONLY_HELP = '  --only <numbers>        numbers of the entries, such as 3,7-9';

/**
 * Reads numbers and ranges such as `3,7-9`, counted from 1.
 *
 * @throws UsageError
 */
export function readOnly(text: string): (number: number) => boolean {
  const ranges = text.split(',').map((part): readonly [number, number] => {
    const [, from = '', to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim()) ?? [];
    if (from === '' || Number(from) > Number(to))
      throw new UsageError(`--only must be numbers and ranges, not "${text}". Fix: --only 3,7-9`);
    return [Number(from), Number(to)];
  });
  return (number) => ranges.some(([from, to]) => number >= from && number <= to);
}

/** Returns numbers in ascending order, with ranges: `3, 7-9`. */
export function formatNumbers(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
