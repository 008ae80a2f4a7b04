import type { ReceivedRequest } from '../received-request.js';
import type { UrlChange } from './url-change.js';

type Handshake = Pick<ReceivedRequest, 'method' | 'headers' | 'bytes'>;

/** The header that shows a WebSocket handshake. Proxies take `Upgrade` away and leave the key. */
export function handshakeHeader({ method, headers }: Handshake): string | undefined {
  if (method.toUpperCase() !== 'GET') return undefined;
  if (/(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.get('upgrade') ?? '')) return 'Upgrade: websocket';
  return headers.has('sec-websocket-key') ? 'Sec-WebSocket-Key' : undefined;
}

/** The URL of a WebSocket, for what may be the handshake: likely where it shows, unlikely for any other GET. */
export function websocketChanges(request: Handshake): UrlChange[] {
  if (request.method.toUpperCase() !== 'GET' || request.bytes.length > 0) return [];
  const rank = handshakeHeader(request) === undefined ? 6 : 1;
  return ['wss', 'ws'].map((protocol, index) => ({
    code: 'url-websocket',
    aspect: 'protocol',
    rank: rank + index,
    label: protocol,
    apply: () => ({ protocol }),
  }));
}
