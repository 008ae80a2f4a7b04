import { isError, readProperty } from './is-error.js';

/**
 * Describes a third-party error by name and code only, because its message may contain a secret, such as a connection string.
 */
export function describeThirdPartyError(error: unknown): string {
  if (!isError(error)) return 'something that is not an Error was thrown';
  const name = readProperty(error, 'name');
  const code = readProperty(error, 'code');
  const shownName = isShortWord(name) ? name : 'Error';
  return isShortWord(code) || typeof code === 'number' ? `${shownName} (${code})` : shownName;
}

function isShortWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}
