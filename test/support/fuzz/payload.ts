/** Comparable entries: without prototypes, and sorted, since the order of names is no part of a payload. */
export function comparable(entries: readonly (readonly [string, unknown])[] | undefined): string | undefined {
  return entries && JSON.stringify([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
