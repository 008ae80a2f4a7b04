import type { IncomingMessage } from 'node:http';

export interface ReadBody {
  readonly body: Buffer;
  /** Whether the body is longer than the limit. The rest is not read yet. */
  readonly hasMore: boolean;
  /** Whether the client disconnected. */
  readonly isAborted: boolean;
}

/** Reads a body up to a length, and pauses a longer body there. */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (hasMore: boolean, isAborted: boolean) => {
      incoming.off('data', collect).off('end', onEnd).off('close', onClose);
      resolve({ body: Buffer.concat(chunks), hasMore, isAborted });
    };
    const collect = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= maxBytes) return;
      incoming.pause();
      finish(true, false);
    };
    const onEnd = () => {
      finish(false, false);
    };
    const onClose = () => {
      finish(false, true);
    };
    incoming.on('data', collect).on('end', onEnd).on('close', onClose);
    incoming.on('error', () => undefined);
  });
}
