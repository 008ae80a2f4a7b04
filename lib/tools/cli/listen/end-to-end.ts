import { toPairs } from './delivery.js';

/** The header that `listen` sets on unverified requests and on its own responses. */
export const LISTEN_HEADER = 'X-SignalWire-Webhook-Listen';

/** Headers of one connection only. `listen` has already handled `Expect`, and sends its `Upgrade` separately. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Returns the headers without those of one connection, and without a `listen` header of the caller in every spelling that a
 * server may accept, such as `X_SignalWire_Webhook_Listen`. Ignores the names in `Connection`: with them, a caller could remove
 * headers that a tunnel sets and the application trusts, such as `X-Real-IP`.
 */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  return toPairs(rawHeaders)
    .filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !isListenHeader(name))
    .flat();
}

function isListenHeader(name: string): boolean {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-') === LISTEN_HEADER.toLowerCase();
}
