/** A file cannot be written, so none is changed. The message names the file. */
export class NotWritableError extends Error {}
