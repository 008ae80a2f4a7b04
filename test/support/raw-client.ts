import { connect, type Socket } from 'node:net';

export interface RawClient {
  readonly socket: Socket;
  /** All that came back so far. */
  received(): string;
  isClosed(): boolean;
}

/** Opens a connection, and writes bytes as they are. */
export function connectRaw(port: number, ...parts: readonly (string | Buffer)[]): RawClient {
  let received = '';
  let isClosed = false;
  const socket = connect({ port, host: '127.0.0.1' }, () => {
    for (const part of parts) socket.write(part, 'latin1');
  });
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined).on('close', () => (isClosed = true));
  return { socket, received: () => received, isClosed: () => isClosed };
}

/** The bytes of a request; names and values are written as they are. */
export function rawRequest(line: string, headers: Readonly<Record<string, unknown>>, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
