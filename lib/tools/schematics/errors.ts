/** A file that cannot be edited safely. The message completes “<file>: …”. */
export class NotUnderstoodError extends Error {}

/** A file that cannot be written, or a full disk. No file is changed. */
export class NotWritableError extends Error {}

/** @throws NotUnderstoodError with the reason, which completes “<file>: …” */
export function fail(reason: string): never {
  throw new NotUnderstoodError(reason);
}
