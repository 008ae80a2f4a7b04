/**
 * What a request sends as its target is what is signed, so it must be in the form that HTTP clients leave as it is.
 *
 * @throws TypeError that names that form
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
