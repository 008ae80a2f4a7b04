import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Limit of the requests without a response on one connection. */
const MAX_REQUESTS = 16;

interface Line {
  requests: number;
  last: Promise<void>;
}

/**
 * Handles the requests of one connection one after the other. Otherwise a caller could fill the memory with pipelined
 * requests.
 */
export class RequestQueue {
  private readonly lines = new WeakMap<Socket, Line>();

  /** Returns `false` if too many requests wait. The promise of `work` must not reject. */
  add(socket: Socket, response: ServerResponse, work: () => Promise<void>): boolean {
    const line = this.lines.get(socket) ?? { requests: 0, last: Promise.resolve() };
    if (line.requests === MAX_REQUESTS) return false;
    const closed = new Promise((resolve) => response.once('close', resolve));
    line.requests++;
    line.last = line.last.then(async () => {
      // After a response that closes the connection, no further request is handled.
      if (socket.writable) await Promise.all([work(), closed]);
      line.requests--;
    });
    this.lines.set(socket, line);
    return true;
  }

  isBusy(socket: Socket): boolean {
    return (this.lines.get(socket)?.requests ?? 0) > 0;
  }
}
