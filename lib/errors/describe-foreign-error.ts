/**
 * The message of an error that is not ours may hold a secret, such as a connection string: only its name and code are
 * repeated.
 */
export function describeForeignError(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an Error was thrown';
  const { code } = error as { code?: unknown };
  return isShortWord(code) || typeof code === 'number' ? `${nameOf(error)} (${code})` : nameOf(error);
}

function nameOf({ name }: { readonly name: unknown }): string {
  return isShortWord(name) ? name : 'Error';
}

function isShortWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}
