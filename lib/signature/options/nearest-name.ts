const MAX_LENGTH = 40;
const MIN_BEGINNING = 4;

/** Returns the name with the fewest differences, without regard to case, `_` and `-`; `undefined` if no name is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  if (given.length > MAX_LENGTH) return undefined;
  const wanted = normalizeName(given);
  const distances = names.map((name) => [name, distanceOf(wanted, normalizeName(name))] as const);
  const [nearest] = distances.sort(([, a], [, b]) => a - b);
  return nearest && nearest[1] <= Math.max(1, Math.floor(wanted.length / 4)) ? nearest[0] : undefined;
}

export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** A name that begins with the other name has the distance 1. */
function distanceOf(given: string, name: string): number {
  if (given === name) return 0;
  const isBeginning = name.startsWith(given) || given.startsWith(name);
  return isBeginning && Math.min(given.length, name.length) >= MIN_BEGINNING ? 1 : editDistance(given, name);
}

/** Returns the number of wrong, missing, additional or swapped letters. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
