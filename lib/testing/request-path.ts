/**
 * The request target is signed as it is sent, so it must be in a form that HTTP clients do not change.
 *
 * @throws TypeError that gives this form
 */
export function checkPath(path: string): void {
  if (!path.startsWith('/')) throw new TypeError(`The path must begin with a slash: '/${path}'.`);
  const { pathname, search } = new URL(`http://localhost${path}`);
  if (pathname + search === path) return;
  throw new TypeError(
    `HTTP clients would not send the path '${path}' as it is. Write it encoded: '${pathname + search}'.`,
  );
}

export function appendQuery(path: string, query: string): string {
  if (query === '') return path;
  return path + (path.includes('?') ? '&' : '?') + query;
}
