import { readHeader } from '../signature/internal.js';
import { type AllowedHosts, isHost } from './allowed-hosts.js';
import type { IncomingWebhookRequest } from './incoming-request.js';

/** The origin as the framework sees it; `undefined` if a caller wrote something else there, or no allowed host. */
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

/** Express 4 and Fastify 4 give the host without its port in `host` or only in `hostname`. */
function readHost(request: IncomingWebhookRequest): string | undefined {
  const host = (request.host ?? request.hostname) as string | undefined;
  const header = readHeader(request.headers, 'host');
  return host !== undefined && header?.startsWith(`${host}:`) ? header : host;
}
