import { printable } from '../../errors/printable.js';

/** An invalid use of the command line. The CLI prints one line and ends with exit code 2. */
export class UsageError extends Error {}

/** A missing or incomplete HTTP response. The CLI prints one line and ends with exit code 3. */
export class UnreachableError extends Error {}

/** Returns one printable line without keys. A user may have typed a key, and a file may contain lines that look like output. */
export function toOneLine(message: string): string {
  const masked = message
    .replace(/\s+/g, ' ')
    // The sign for an omitted key stands in messages, with punctuation after it.
    .replace(/PSK_(?!…)[^\s"']+/g, 'PSK_…')
    .replace(/PT[0-9a-f]{16,}/g, 'PT…');
  return printable(masked, 1000);
}

/** Returns the code of a system error, otherwise the message. */
export function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
