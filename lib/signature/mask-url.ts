const MAX_LENGTH = 4_096;
/**
 * The credentials before the last `@` of the authority. An unescaped password may contain a slash or a question mark. Only digits
 * after a colon are a port. The scheme may be repeated or missing.
 */
const CREDENTIALS = /^([^/?#@:]*:?\/\/(?:https?:?\/\/)?)(?:[^/?#]*@|[^/?#:@]*:(?![0-9]*(?:[/?#]|$))[^@]*@)/i;
/**
 * A proxy that escapes the whole request target turns the question mark into `%3F` or `%253F`. Without a question mark, a URL token
 * is a part of the path.
 */
const QUERY_IN_PATH = /(%(?:25)*3f|sw_token).*$/is;

/**
 * Masks possible secrets in a URL or a request target, for logs and messages: the credentials, the values of the query, and the
 * fragment. The names of the parameters stay visible. A parameter without `=` may be a value, so it is masked.
 */
export function maskUrl(url: string): string {
  const masked = maskCredentials(url);
  const [text, fragment] = cutAt(masked.slice(0, MAX_LENGTH), '#');
  const [path, query] = cutAt(text, '?');
  return (
    path.replace(QUERY_IN_PATH, '$1…') +
    (query === undefined ? '' : `?${query.split('&').map(maskParameter).join('&')}`) +
    (fragment === undefined ? '' : '#…') +
    (masked.length > MAX_LENGTH ? '…' : '')
  );
}

/** Masks the credentials only. */
export function maskCredentials(url: string): string {
  return url.replace(CREDENTIALS, '$1***@');
}

/** Returns the name of a parameter for a message; `undefined` for a parameter without `=`, which may be a value. */
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
