/** A file that cannot be edited safely. The message completes “<file>: …”. */
export class NotUnderstoodError extends Error {}
