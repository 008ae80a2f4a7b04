import { callApplication } from '../errors/application-failure.js';
import { printable } from '../errors/printable.js';
import type { OptionTable } from '../signature/options/option.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { findPublicUrlMisconfiguration, withoutTrailingSlashes } from '../signature/internal.js';
import { AllowedHosts, findHostsMisconfiguration } from './allowed-hosts.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { readFrameworkBase } from './framework-url.js';

/**
 * The public URL: scheme and host that SignalWire calls, optional credentials, optional path prefix.
 * It is a string, or a function of the Express or Fastify request.
 *
 * @publicApi
 */
export type PublicUrl = string | ((request: IncomingWebhookRequest) => string | Promise<string>);

/** Options for the public URL. Each route that accepts signatures needs `publicUrl` or `allowedHosts`. */
export interface PublicUrlOptions {
  /**
   * Public URL that SignalWire calls: scheme and host, optional credentials, optional path prefix. The path and the query of the
   * request are appended unchanged, byte for byte.
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
   * Allowed hosts of a request, with the port if it is not the default port. The option is required without `publicUrl`. With
   * `publicUrl`, a request for a different host is rejected.
   *
   * @default every host, if `publicUrl` is set
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
 * @param name name of the value in the message
 * @throws SignalWireWebhookConfigurationError if it is not an absolute http(s) URL, or contains a query or a fragment
 */
export function checkPublicUrl(publicUrl: unknown, name = 'publicUrl'): asserts publicUrl is string {
  const misconfiguration = findPublicUrlMisconfiguration(publicUrl, { name });
  if (misconfiguration !== undefined)
    throw new SignalWireWebhookConfigurationError(printable(misconfiguration));
}

/** Source of a route's public URL, created once per route. */
export interface PublicBaseSource {
  /** `publicUrl` as a string, without trailing slash. */
  readonly fixed: string | undefined;
  /** `publicUrl` as a function. */
  readonly compute: Exclude<PublicUrl, string> | undefined;
  /** The allowed hosts; `undefined` without `allowedHosts`. */
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
 * Returns the public URL of this request, without trailing slash; `undefined` if its host is not allowed.
 *
 * @throws SignalWireWebhookConfigurationError if the `publicUrl` function returns no usable URL
 */
export function readPublicBase(
  request: IncomingWebhookRequest,
  { fixed, compute, allowedHosts }: PublicBaseSource,
): string | undefined | Promise<string> {
  if (fixed !== undefined && allowedHosts === undefined) return fixed;
  const framework = readFrameworkBase(request, allowedHosts);
  if (allowedHosts !== undefined && framework === undefined) return undefined;
  return fixed ?? (compute ? computeBase(request, compute) : allowedHosts && framework);
}

async function computeBase(
  request: IncomingWebhookRequest,
  compute: Exclude<PublicUrl, string>,
): Promise<string> {
  const publicUrl = await callApplication('publicUrl function', () => compute(request));
  checkPublicUrl(publicUrl, 'The result of the publicUrl function');
  return withoutTrailingSlashes(publicUrl);
}
