import type { IncomingMessage } from 'node:http';

import { valuesOf } from './delivery.js';

/** Applications read more headers, but silently ignore those beyond their limit. */
const MAX_HEADERS = 256;

/** Returns why a request gets 400, regardless of its signature; `undefined` if it does not. */
export function findRequestError(incoming: IncomingMessage, asksForUpgrade: boolean): string | undefined {
  const { url: target = '', rawHeaders } = incoming;
  const [host = '', ...otherHosts] = valuesOf(rawHeaders, 'host');
  if (!target.startsWith('/')) return 'the target is not a path';
  if (rawHeaders.length > 2 * MAX_HEADERS) return `the request has more than ${MAX_HEADERS} headers`;
  // Without a public URL, such a Host header could contain a part of the signed path.
  if (host === '' || /[/?#]/.test(host) || otherHosts.length > 0)
    return 'the Host header is missing, empty or repeated, or contains /, ? or #';
  if (asksForUpgrade && !isHandshake(incoming))
    return 'the request has an Upgrade header, but is not a WebSocket handshake';
  return undefined;
}

/** Returns whether a request that asks for an upgrade is a WebSocket handshake: a GET without a body, for `websocket` alone. */
function isHandshake({ method, httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) === 0 &&
    valuesOf(rawHeaders, 'upgrade').join().toLowerCase() === 'websocket'
  );
}
