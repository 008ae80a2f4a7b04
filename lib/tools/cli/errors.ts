/** An invalid use of the command line. The CLI prints one line and ends with exit code 2. */
export class UsageError extends Error {}

/** A missing or incomplete HTTP response. The CLI prints one line and ends with exit code 3. */
export class UnreachableError extends Error {}

/** Returns the code of a system error, otherwise the message. */
export function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
