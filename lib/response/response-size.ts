import { isBinary } from './is-binary.js';

/** SignalWire drops larger responses. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** Returns the size of the response in bytes as sent; 0 for a stream, whose size is unknown. */
export function responseSize(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (ArrayBuffer.isView(body)) return body.byteLength;
  if (typeof body !== 'object' || body === null || isBinary(body)) return 0;
  const text = JSON.stringify(body) as string | undefined;
  return text === undefined ? 0 : Buffer.byteLength(text);
}
