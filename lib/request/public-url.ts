import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { IncomingWebhookRequest } from './incoming-request.js';

/**
 * The public base of the application as SignalWire calls it: origin, optional credentials, optional path prefix.
 * A string, or a function of the request (Express's or Fastify's).
 *
 * @publicApi
 */
export type PublicUrl = string | ((request: IncomingWebhookRequest) => string | Promise<string>);

const ABSOLUTE_HTTP_URL = /^https?:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/i;
const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:\\[\]]+)(?::[0-9]+)?$/i;

/** @throws SignalWireWebhookConfigurationError if it is no absolute http(s) URL, or holds a query or a fragment */
export function checkPublicUrl(publicUrl: unknown): asserts publicUrl is string {
  if (typeof publicUrl === 'string' && ABSOLUTE_HTTP_URL.test(publicUrl) && URL.canParse(publicUrl)) return;
  throw new SignalWireWebhookConfigurationError(
    'publicUrl must be an absolute http(s) URL without query or fragment, such as ' +
      "publicUrl: 'https://example.com' or 'https://example.com/prefix'" +
      (typeof publicUrl === 'string' ? '.' : `, or a function that returns one; it is ${typeof publicUrl}.`),
  );
}

/** The public base of this request, without trailing slash; `undefined` if its host cannot be trusted. */
export async function readPublicBase(
  request: IncomingWebhookRequest,
  publicUrl: PublicUrl | undefined,
  allowedHosts: readonly string[] | undefined,
): Promise<string | undefined> {
  if (publicUrl === undefined) return readFrameworkBase(request, allowedHosts);
  const base = typeof publicUrl === 'function' ? await publicUrl(request) : publicUrl;
  checkPublicUrl(base);
  return base.replace(/\/+$/, '');
}

function readFrameworkBase(
  request: IncomingWebhookRequest,
  allowedHosts: readonly string[] | undefined,
): string | undefined {
  const host = readHost(request);
  if (host === undefined || !HOST.test(host)) return undefined;
  if (allowedHosts && !allowedHosts.some((allowed) => isSameHost(allowed, host, request.protocol))) {
    return undefined;
  }
  return `${request.protocol}://${host}`;
}

/** Express 4 and Fastify 4 give the host without its port in `host` or only in `hostname`. */
function readHost(request: IncomingWebhookRequest): string | undefined {
  const host = (request.host ?? request.hostname) as string | undefined;
  const header = request.headers.host;
  return host !== undefined && header?.startsWith(`${host}:`) ? header : host;
}

function isSameHost(allowed: string, host: string, protocol: string): boolean {
  const defaultPort = protocol === 'https' ? /:443$/ : /:80$/;
  return allowed.toLowerCase().replace(defaultPort, '') === host.toLowerCase().replace(defaultPort, '');
}

export function isHost(value: unknown): value is string {
  return typeof value === 'string' && HOST.test(value);
}
