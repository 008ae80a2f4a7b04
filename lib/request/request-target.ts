/**
 * Whether the request target is in origin form: path and query. An absolute-form target (`GET http://host/path`), `*` or
 * an authority names more than what is routed, so it is rejected; `//…` is a path like any other.
 */
export function isOriginForm(target: string): boolean {
  return target.startsWith('/');
}

/** The target without its query, for logs. */
export function readPath(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
