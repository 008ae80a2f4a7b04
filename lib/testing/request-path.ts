/**
 * Checks the path. The request target is signed as sent, so the path must have a form that HTTP clients do not change.
 *
 * @throws TypeError that shows this form
 */
export function checkPath(path: string): void {
  if (!path.startsWith('/')) throw new TypeError(`The path must begin with a slash. Fix: '/${path}'`);
  const { pathname, search } = new URL(`http://localhost${path}`);
  if (pathname + search === path) return;
  throw new TypeError(`HTTP clients change the path '${path}'. Fix: '${pathname + search}'`);
}

export function appendQuery(path: string, query: string): string {
  if (query === '') return path;
  return path + (path.includes('?') ? '&' : '?') + query;
}
