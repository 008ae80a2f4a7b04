/**
 * Returns a view of the bytes, without a copy. A string means its UTF-8 bytes; `undefined` and `null` mean no body.
 *
 * @returns `undefined` for any other type, such as a parsed object, whose bytes are unknown
 */
export function toBytes(body: unknown): Buffer | undefined {
  if (isMissing(body)) return NO_BYTES;
  if (typeof body === 'string') return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  return ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : undefined;
}

/** Whether there is no body. Some adapters and events have `null` instead of a body. */
export function isMissing(body: unknown): body is undefined | null {
  return body === undefined || body === null;
}

/** Typed, because the type that TypeScript infers needs TypeScript 5.7 in the declarations. */
export const NO_BYTES: Buffer = Buffer.alloc(0);
