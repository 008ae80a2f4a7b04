import { isBinary } from './is-binary.js';

/** What Node's HTTP/1 and HTTP/2 responses have in common here. */
interface RawResponse {
  write: (...chunk: unknown[]) => unknown;
  end: (...chunk: unknown[]) => unknown;
}

/** What Express's and Fastify's responses have in common here. */
interface Sending {
  readonly statusCode: number;
  /** Fastify's only. */
  readonly raw?: RawResponse;
  send: (body: unknown) => unknown;
  getHeader(name: string): number | string | string[] | undefined;
}

/** Nest's adapters have a `getHeader` only since a later version of Nest 10. */
export function readResponseHeader(response: object, name: string): string | undefined {
  return (response as Sending).getHeader(name)?.toString();
}

export function readStatus(response: object): number {
  return (response as Sending).statusCode;
}

/**
 * Calls back with the body that is sent in the end, after interceptors and the framework's hooks, once. A body that is sent in
 * parts is not looked at.
 */
export function watchSentBody(response: object, look: (body: Buffer) => void): void {
  const raw = (response as Sending).raw ?? (response as RawResponse);
  const { write, end } = raw;
  let isOver = false;
  const lookOnce = (toBody: () => Buffer) => {
    if (isOver) return;
    isOver = true;
    look(toBody());
  };
  raw.write = (...chunk) => {
    isOver = true;
    return write.apply(raw, chunk);
  };
  raw.end = (...chunk) => {
    lookOnce(() => toBuffer(chunk));
    return end.apply(raw, chunk);
  };
  if ('raw' in response) watchRejectedBody(response as Sending, lookOnce);
}

/** Fastify responds with an error to an object under a content type that is not JSON. */
function watchRejectedBody(reply: Sending, look: (toBody: () => Buffer) => void): void {
  const { send } = reply;
  reply.send = (body) => {
    const isJson = readResponseHeader(reply, 'content-type')?.includes('json') ?? true;
    if (!isJson && typeof body === 'object' && body !== null && !isBinary(body)) {
      look(() => Buffer.from(JSON.stringify(body)));
    }
    return send.call(reply, body);
  };
}

function toBuffer([chunk, encoding]: readonly unknown[]): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, isEncoding(encoding) ? encoding : 'utf8');
  return ArrayBuffer.isView(chunk)
    ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    : Buffer.alloc(0);
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value);
}
