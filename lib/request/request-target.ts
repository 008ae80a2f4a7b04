/** Returns the target without query and fragment, for logs. */
export function readPath(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
