/**
 * A view of the same bytes, without a copy; a string stands for its UTF-8 bytes, `undefined` and `null` for no body.
 *
 * @returns `undefined` for anything else, such as an object that a parser made: its bytes are not known
 */
export function toBytes(body: unknown): Buffer | undefined {
  if (isMissing(body)) return NO_BYTES;
  if (typeof body === 'string') return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  return ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : undefined;
}

/** Whether there is no body at all: some adapters and events hold `null` in its place. */
export function isMissing(body: unknown): body is undefined | null {
  return body === undefined || body === null;
}

export const NO_BYTES = Buffer.alloc(0);
