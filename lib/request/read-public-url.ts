import { callApplication } from '../errors/application-failure.js';
import { printable } from '../errors/printable.js';
import type { OptionTable } from '../signature/options/option.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { findPublicUrlMisconfiguration, withoutTrailingSlashes } from '../signature/internal.js';
import { AllowedHosts, findHostsMisconfiguration } from './allowed-hosts.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { readFrameworkBase } from './framework-url.js';

/**
 * The public base of the application as SignalWire calls it: origin, optional credentials, optional path prefix.
 * A string, or a function of the request (Express's or Fastify's).
 *
 * @publicApi
 */
export type PublicUrl = string | ((request: IncomingWebhookRequest) => string | Promise<string>);

/** Where SignalWire calls the application. One of the two is required on each route that accepts signatures. */
export interface PublicUrlOptions {
  /**
   * The public base that SignalWire calls: origin, optional credentials, optional path prefix. The path and the query of the
   * request follow it byte for byte.
   *
   * @default the framework's `protocol` and `host`, within `allowedHosts`
   *
   * @example
   * ```ts
   * publicUrl: 'https://example.com'
   * publicUrl: 'https://example.com/stage' // a gateway strips `/stage`
   * publicUrl: (request) => `https://${tenantOf(request)}.example.com`
   * ```
   */
  readonly publicUrl?: PublicUrl;
  /**
   * The hosts that a request may name, with their port if it is not the default. Without `publicUrl` they are required;
   * beside it, a request for another host is rejected too.
   *
   * @default every host, where `publicUrl` is set
   */
  readonly allowedHosts?: readonly string[];
}

export const PUBLIC_URL_TABLE = {
  publicUrl: {
    default: undefined,
    check: (value, place) =>
      typeof value === 'function' ? undefined : findPublicUrlMisconfiguration(value, place),
  },
  allowedHosts: { default: undefined, check: findHostsMisconfiguration },
} satisfies OptionTable<PublicUrlOptions>;

/**
 * @param name for the message
 * @throws SignalWireWebhookConfigurationError if it is not an absolute http(s) URL, or holds a query or a fragment
 */
export function checkPublicUrl(publicUrl: unknown, name = 'publicUrl'): asserts publicUrl is string {
  const misconfiguration = findPublicUrlMisconfiguration(publicUrl, { name });
  if (misconfiguration !== undefined)
    throw new SignalWireWebhookConfigurationError(printable(misconfiguration));
}

/** Where a route finds its public base; decided once for a route. */
export interface PublicBaseSource {
  /** The base of a fixed `publicUrl`. */
  readonly fixed: string | undefined;
  readonly compute: Exclude<PublicUrl, string> | undefined;
  readonly allowedHosts: AllowedHosts | undefined;
}

export function publicBaseSource({ publicUrl, allowedHosts }: PublicUrlOptions): PublicBaseSource {
  return {
    fixed: typeof publicUrl === 'string' ? withoutTrailingSlashes(publicUrl) : undefined,
    compute: typeof publicUrl === 'function' ? publicUrl : undefined,
    allowedHosts: allowedHosts && new AllowedHosts(allowedHosts),
  };
}

/**
 * The public base of this request, without trailing slash; `undefined` if its host cannot be trusted.
 *
 * @throws SignalWireWebhookConfigurationError if `publicUrl` returns no usable URL
 */
export function readPublicBase(
  request: IncomingWebhookRequest,
  { fixed, compute, allowedHosts }: PublicBaseSource,
): string | undefined | Promise<string> {
  if (fixed !== undefined && allowedHosts === undefined) return fixed;
  const framework = readFrameworkBase(request, allowedHosts);
  if (allowedHosts !== undefined && framework === undefined) return undefined;
  if (fixed !== undefined) return fixed;
  if (compute === undefined) return allowedHosts && framework;
  const computed = callApplication('publicUrl function', () => compute(request));
  return typeof computed === 'string' ? usableBase(computed) : Promise.resolve(computed).then(usableBase);
}

function usableBase(publicUrl: unknown): string {
  checkPublicUrl(publicUrl, 'The result of the publicUrl function');
  return withoutTrailingSlashes(publicUrl);
}
