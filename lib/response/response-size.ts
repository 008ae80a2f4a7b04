import { isBinary } from './is-binary.js';

/** SignalWire drops longer responses. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** The size of the response in bytes, as it goes over the wire; 0 for streams, whose size nobody knows yet. */
export function responseSize(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (ArrayBuffer.isView(body)) return body.byteLength;
  if (typeof body !== 'object' || body === null || isBinary(body)) return 0;
  const text = JSON.stringify(body) as string | undefined;
  return text === undefined ? 0 : Buffer.byteLength(text);
}
