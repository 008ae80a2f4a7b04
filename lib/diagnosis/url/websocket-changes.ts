import type { ReceivedRequest } from '../received-request.js';
import { ofUrl, type UrlChange } from './url-change.js';

type Handshake = Pick<ReceivedRequest, 'method' | 'headers' | 'bytes'>;

/** Returns the header of a WebSocket handshake. Proxies remove `Upgrade` and keep the key. */
export function handshakeHeader({ method, headers }: Handshake): string | undefined {
  if (method.toUpperCase() !== 'GET') return undefined;
  if (/(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.get('upgrade') ?? '')) return 'Upgrade: websocket';
  return headers.has('sec-websocket-key') ? 'Sec-WebSocket-Key' : undefined;
}

/** Returns WebSocket protocols for a GET without a body. They are likely if it has a handshake header, and unlikely otherwise. */
export function websocketChanges(request: Handshake): UrlChange[] {
  if (request.method.toUpperCase() !== 'GET' || request.bytes.length > 0) return [];
  const rank = handshakeHeader(request) === undefined ? 6 : 1;
  return ['wss', 'ws'].map((protocol, index) =>
    ofUrl('url-websocket', 'protocol', rank + index, protocol, () => ({ protocol })),
  );
}
