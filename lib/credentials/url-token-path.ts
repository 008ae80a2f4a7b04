import { readPath } from '../request/request-target.js';
import { decodeOrKeep, hasUrlToken, readQuery, URL_TOKEN_PARAMETER } from '../signature/internal.js';

/** A path and a query in characters that no client and no proxy changes: those of RFC 3986. */
const TARGET = /^(?:[\w\-.~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const DOT_SEGMENTS = ['.', '..'];

/** Describes why a token cannot be appended to a path, and the fix; `undefined` if it can. The text contains no query. */
export function findPathMisconfiguration(path: unknown): string | undefined {
  if (typeof path !== 'string' || !/^\/(?!\/)/.test(path))
    return "the path must begin with exactly one slash, without scheme and host. Fix: create('/swaig/look-up-order', …)";
  if (!TARGET.test(path) || readQuery(path).includes("'"))
    return 'the path contains a character that a URL must encode, a fragment, or a backslash. Fix: encodeURIComponent(value) for each variable part';
  const segments = readPath(path).split('/').map(decodeOrKeep);
  if (segments.some((segment) => DOT_SEGMENTS.includes(segment)))
    return 'the path contains the segment . or .., which clients remove. Fix: the path without it';
  return hasUrlToken(path)
    ? `the path has a parameter ${URL_TOKEN_PARAMETER} already. Fix: the path without it`
    : undefined;
}
