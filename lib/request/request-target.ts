const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * Path and query of the request target, byte for byte. An absolute-form target is cut to them, since its host is
 * the caller's word.
 */
export function readRequestTarget(requestUrl: string): string {
  const target = requestUrl.replace(ORIGIN, '');
  return target.startsWith('/') ? target : `/${target}`;
}

export function readPath(requestUrl: string): string {
  return readRequestTarget(requestUrl).split(/[?#]/, 1)[0] ?? '/';
}
