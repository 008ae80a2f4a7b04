import type { Socket } from 'node:net';

import { toPairs } from './delivery.js';

/** Limit of the bytes before the 101. WebSocket clients send none. */
const MAX_EARLY_BYTES = 64 * 1024;
/** Silence after which TCP probes whether the peer is still there, in milliseconds. */
const PROBE = 60_000;
/** Time limit of a closing WebSocket to send the rest, in milliseconds. */
const CLOSING = 10_000;

/** The socket of a caller that asks for an upgrade. Its bytes wait until it is joined. */
export class Upgrade {
  private readonly early: Buffer[];
  private earlyBytes: number;

  /** @param head the first bytes after the header of the request */
  constructor(
    readonly socket: Socket,
    head: Buffer,
  ) {
    this.early = [head];
    this.earlyBytes = head.length;
    socket.on('error', this.leave).on('end', this.leave).on('data', this.keep);
  }

  /** Sends the application's 101 to the caller, and joins the two sockets. */
  join(upstream: Socket, upstreamHead: Buffer, headers: readonly string[]): void {
    const { socket } = this;
    const lines = toPairs(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.off('end', this.leave).off('data', this.keep);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`, 'latin1');
    socket.write(upstreamHead);
    upstream.write(Buffer.concat(this.early));
    upstream.pipe(socket).pipe(upstream);
    closeTogether(socket, upstream);
    closeTogether(upstream, socket);
  }

  private readonly keep = (chunk: Buffer) => {
    this.early.push(chunk);
    this.earlyBytes += chunk.length;
    if (this.earlyBytes > MAX_EARLY_BYTES) this.leave();
  };

  private readonly leave = () => {
    this.socket.destroy();
  };
}

function closeTogether(end: Socket, other: Socket): void {
  end.setTimeout(0).setKeepAlive(true, PROBE);
  end.on('error', () => other.destroy());
  end.on('close', () => {
    other.setTimeout(CLOSING, () => other.destroy());
    other.destroySoon();
  });
}
