/** A view of the same bytes, without a copy; a string stands for its UTF-8 bytes. */
export function toBytes(body: Uint8Array | string | undefined): Buffer {
  if (body === undefined) return NO_BYTES;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

const NO_BYTES = Buffer.alloc(0);
