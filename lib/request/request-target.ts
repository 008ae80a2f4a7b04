/**
 * Returns whether the request target is in origin form (path and query). An absolute-form target (`GET http://host/path`), `*` or
 * an authority is rejected, because the router ignores a part of it. `//…` is an ordinary path.
 */
export function isOriginForm(target: string): boolean {
  return target.startsWith('/');
}

/** Returns the target without query and fragment, for logs. */
export function readPath(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
