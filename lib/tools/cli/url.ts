import {
  isUrl,
  maskCredentials,
  maskUrl,
  maskUrlToken,
  withoutTrailingSlashes,
} from '../../signature/internal.js';
import { UsageError } from './errors.js';

const MAX_LENGTH = 65_536;
// eslint-disable-next-line no-control-regex
const HTTP_URL = /^https?:\/\/[^\s/?#\\\x00-\x1f][^\s\x00-\x1f]*$/i;

/** @throws UsageError without a password or query value in its message */
export function readUrl(text: string | undefined, name: string): string {
  if (text === undefined) throw new UsageError(`${name} must be an absolute http(s) URL.`);
  if (text.length > MAX_LENGTH) throw new UsageError(`${name} is longer than ${MAX_LENGTH} characters.`);
  if (HTTP_URL.test(text) && isUrl(text)) return text;
  throw new UsageError(
    `${name} must be an absolute http(s) URL, not "${maskUrl(withoutAnyCredentials(text))}".`,
  );
}

/**
 * Reads a public URL, and removes its trailing slashes.
 *
 * @param name name of the flag or variable, for the message
 * @param assignment text before the value, for the fix
 * @throws UsageError
 */
export function readPublicUrl(text: string, name: string, assignment: string): string {
  if (text.trim() === '') throw new UsageError(`${name} is empty. Fix: ${assignment}https://example.com`);
  const url = readUrl(text, name);
  if (/[?#]/.test(url)) {
    throw new UsageError(
      `${name} must have no query and no fragment. Fix: ${assignment}${maskCredentials(originOf(url))}`,
    );
  }
  return withoutTrailingSlashes(url);
}

/**
 * Reads an origin, because a path, a query or credentials would not be used.
 *
 * @param flag flag of the origin, for the message
 * @throws UsageError
 */
export function readOrigin(text: string, flag: string): string {
  const url = readUrl(text, flag);
  const origin = withoutCredentials(originOf(url));
  if (url === origin || url === `${origin}/`) return origin;
  throw new UsageError(
    `${flag} must be an origin without credentials, path and query. Fix: ${flag} ${origin}`,
  );
}

/** Returns the path and query as written, because they will be signed. */
export function targetOf(url: string): string {
  const fragment = url.indexOf('#');
  const target = (fragment < 0 ? url : url.slice(0, fragment)).slice(originOf(url).length);
  return target.startsWith('/') ? target : `/${target}`;
}

/** Returns scheme, credentials, host and port as written. */
export function originOf(url: string): string {
  return /^[^/]+\/\/[^/?#]*/.exec(url)?.[0] ?? url;
}

export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

/** Returns a received URL, or a part of it, for display: without credentials and without the value of a URL token. */
export function shownUrl(url: string): string {
  return maskUrlToken(maskCredentials(url));
}

/** Masks everything before the last `@`, because an invalid URL may contain a password with any character. */
function withoutAnyCredentials(text: string): string {
  return text.slice(0, 200).replace(/^([a-z][a-z0-9+.-]*:)?(\/\/)?.*@/is, '$1$2***@');
}
