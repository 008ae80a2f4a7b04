/** Buffers, streams and `StreamableFile` are the framework's. */
export function isBinary(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return ArrayBuffer.isView(body) || 'pipe' in body || 'getStream' in body;
}
