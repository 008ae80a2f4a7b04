import { isBinary } from './is-binary.js';

/** The common methods of Node's HTTP/1 and HTTP/2 responses. */
interface RawResponse {
  write: (...chunk: unknown[]) => unknown;
  end: (...chunk: unknown[]) => unknown;
}

/** The common properties of Express's and Fastify's responses. */
interface Sending {
  readonly statusCode: number;
  /** In Fastify only. */
  readonly raw?: RawResponse;
  send: (body: unknown) => unknown;
  getHeader(name: string): number | string | string[] | undefined;
}

/** Does not use `getHeader` of Nest's adapters, which early versions of Nest 10 do not have. */
export function readResponseHeader(response: object, name: string): string | undefined {
  return (response as Sending).getHeader(name)?.toString();
}

export function readStatus(response: object): number {
  return (response as Sending).statusCode;
}

/**
 * Calls back once with the body that is finally sent, after interceptors and the framework's hooks. A body that is sent in parts is
 * ignored.
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
  if ('raw' in response) watchUnsendableBody(response as Sending, lookOnce);
}

/** Reads the body before Fastify rejects it: an object with a content type that is not JSON becomes an error response. */
function watchUnsendableBody(reply: Sending, look: (toBody: () => Buffer) => void): void {
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
