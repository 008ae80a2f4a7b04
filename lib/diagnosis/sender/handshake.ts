import type { ReceivedRequest } from '../received-request.js';

/** Returns the header of a WebSocket handshake. Proxies remove `Upgrade` and keep the key. */
export function handshakeHeader({
  method,
  headers,
}: Pick<ReceivedRequest, 'method' | 'headers'>): string | undefined {
  if (method.toUpperCase() !== 'GET') return undefined;
  if (/(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.get('upgrade') ?? '')) return 'Upgrade: websocket';
  return headers.has('sec-websocket-key') ? 'Sec-WebSocket-Key' : undefined;
}
