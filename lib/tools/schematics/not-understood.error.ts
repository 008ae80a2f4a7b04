/** Code is not of a shape that can be edited safely. The message completes “<file>: …”. */
export class NotUnderstoodError extends Error {}
