import type { IncomingMessage } from 'node:http';

import { valuesOf } from './delivery.js';
import { isHandshake } from './is-handshake.js';

/** Far fewer than applications read. They silently ignore the headers beyond their limit. */
const MAX_HEADERS = 256;

/** Returns why a request is rejected whatever its signature; `undefined` if it is not. */
export function findRequestError(incoming: IncomingMessage, asksForUpgrade: boolean): string | undefined {
  const { url: target = '', rawHeaders } = incoming;
  const [host = '', ...otherHosts] = valuesOf(rawHeaders, 'host');
  if (!target.startsWith('/')) return 'the target is not a path';
  if (rawHeaders.length > 2 * MAX_HEADERS) return `the request has more than ${MAX_HEADERS} headers`;
  // Without a public URL, such a Host could hold a part of the path that was signed.
  if (host === '' || /[/?#]/.test(host) || otherHosts.length > 0) return 'the Host header is not one host';
  if (asksForUpgrade && !isHandshake(incoming))
    return 'the request asks for an upgrade and is not a WebSocket handshake';
  return undefined;
}
