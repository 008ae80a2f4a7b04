/** Returns whether the framework sends the body itself: a buffer, a stream or a `StreamableFile`. */
export function isBinary(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return ArrayBuffer.isView(body) || 'pipe' in body || 'getStream' in body;
}
