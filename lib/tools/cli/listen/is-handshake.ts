import type { IncomingMessage } from 'node:http';

import { valuesOf } from './delivery.js';

/** Returns whether a request that asks for an upgrade is a WebSocket handshake: a GET without a body, for `websocket` alone. */
export function isHandshake({ method, httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) === 0 &&
    valuesOf(rawHeaders, 'upgrade').join().toLowerCase() === 'websocket'
  );
}
