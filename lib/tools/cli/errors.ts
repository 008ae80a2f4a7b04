/** A mistake on the command line: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked did not respond, or not completely: told in one line, exit code 3. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
