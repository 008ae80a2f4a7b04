import { readHeader } from '../signature/internal.js';
import { type AllowedHosts, isHost } from './allowed-hosts.js';
import type { IncomingWebhookRequest } from './incoming-request.js';

/** Returns the origin from the framework; `undefined` if the protocol or the host is malformed, or the host is not allowed. */
export function readFrameworkBase(
  request: IncomingWebhookRequest,
  allowedHosts: AllowedHosts | undefined,
): string | undefined {
  const { protocol } = request;
  if (protocol !== 'http' && protocol !== 'https') return undefined;
  const host = readHost(request);
  if (!isHost(host)) return undefined;
  return allowedHosts?.include(host, protocol) === false ? undefined : `${protocol}://${host}`;
}

/** Adds the port of the header, because Express 4 and Fastify 4 omit it in `host` or have only `hostname`. */
function readHost(request: IncomingWebhookRequest): string | undefined {
  const host = (request.host ?? request.hostname) as string | undefined;
  const header = readHeader(request.headers, 'host');
  return host !== undefined && header?.startsWith(`${host}:`) ? header : host;
}
