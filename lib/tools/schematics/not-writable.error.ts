/** A file that cannot be written, or a full disk. No file is changed. */
export class NotWritableError extends Error {}
