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

/** Headers that applications trust behind a tunnel, so `Connection` does not remove them. */
const KEPT =
  /^(?:authorization|content-.*|cookie|forwarded|host|x-forwarded-.*|x-signalwire-.*|x-twilio-.*)$/;

/**
 * Returns the headers without those of one connection: the known ones, and those that `Connection` names. Removes a
 * `listen` header of the caller in every spelling that a server may accept, such as `X_SignalWire_Webhook_Listen`.
 */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  const pairs = toPairs(rawHeaders);
  const named = pairs.flatMap(([name, value]) =>
    name.toLowerCase() === 'connection' ? value.split(',').map((each) => each.trim().toLowerCase()) : [],
  );
  const dropped = new Set([...HOP_BY_HOP, ...named.filter((name) => !KEPT.test(name))]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase()) && !isListenHeader(name)).flat();
}

function isListenHeader(name: string): boolean {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-') === LISTEN_HEADER.toLowerCase();
}
