const MAX_LENGTH = 4_096;
/**
 * What stands before the last `@` of the authority. An unescaped password may hold a slash or a question mark; digits
 * alone after a colon are a port. The scheme may be there twice, or be missing.
 */
const CREDENTIALS = /^([^/?#@:]*:?\/\/(?:https?:?\/\/)?)(?:[^/?#]*@|[^/?#:@]*:(?![0-9]*(?:[/?#]|$))[^@]*@)/i;
/** A proxy that escapes the whole target makes `%3F` of the question mark, or `%253F`. */
const ESCAPED_QUERY = /(%(?:25)*3f).*$/is;

/**
 * Masks what a URL or a request target may hold of secrets, for logs and messages: its credentials, the values of its
 * query, and its fragment. The names of the parameters stay; a parameter without `=` may be a value, so it goes.
 */
export function maskUrl(url: string): string {
  const masked = maskCredentials(url);
  const [text, fragment] = cutAt(masked.slice(0, MAX_LENGTH), '#');
  const [path, query] = cutAt(text, '?');
  return (
    path.replace(ESCAPED_QUERY, '$1…') +
    (query === undefined ? '' : `?${query.split('&').map(maskParameter).join('&')}`) +
    (fragment === undefined ? '' : '#…') +
    (masked.length > MAX_LENGTH ? '…' : '')
  );
}

/** Masks the credentials alone, for where the rest is to be read. */
export function maskCredentials(url: string): string {
  return url.replace(CREDENTIALS, '$1***@');
}

/** The name of a parameter, as it may be shown; `undefined` if what stands there may be a value. */
export function shownNameOf(parameter: string): string | undefined {
  const end = parameter.indexOf('=');
  return end < 0 ? undefined : parameter.slice(0, end);
}

function maskParameter(parameter: string): string {
  if (parameter === '') return '';
  const name = shownNameOf(parameter);
  if (name === undefined) return '…';
  return name.length + 1 === parameter.length ? parameter : `${name}=…`;
}

function cutAt(text: string, separator: string): [before: string, after?: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
