import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { AllowedHosts, checkAllowedHosts } from './allowed-hosts.js';
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
   * beside it, a request for another host is refused too.
   *
   * @default every host, where `publicUrl` is set
   */
  readonly allowedHosts?: readonly string[];
}

export const PUBLIC_URL_OPTION_CHECKS = {
  publicUrl: (value: unknown): void => {
    if (typeof value !== 'function') checkPublicUrl(value);
  },
  allowedHosts: checkAllowedHosts,
};

const ABSOLUTE_HTTP_URL = /^https?:\/\/[^\s/?#'"`]+(?:\/[^\s?#'"`]*)?$/i;

/** @throws SignalWireWebhookConfigurationError if it is not an absolute http(s) URL, or holds a query or a fragment */
export function checkPublicUrl(publicUrl: unknown): asserts publicUrl is string {
  if (typeof publicUrl !== 'string') throw fault(`it is ${describeType(publicUrl)}`);
  if (ABSOLUTE_HTTP_URL.test(publicUrl) && URL.canParse(publicUrl) && !hasDoubledScheme(publicUrl)) return;
  throw fault(`it is ${show(publicUrl)}${describeProblem(publicUrl)}`);
}

function fault(what: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    'publicUrl must be an absolute http(s) URL without query or fragment, or a function that returns one; ' +
      `${what}. Pass publicUrl: 'https://example.com' or 'https://example.com/prefix'.`,
  );
}

function describeType(value: unknown): string {
  if (value instanceof Promise) return 'a Promise: await it, in forRootAsync({ useFactory: async () => … })';
  if (ArrayBuffer.isView(value)) return 'a Buffer: pass its text, publicUrl.toString()';
  if (value instanceof URL) return 'a URL object: pass its text, publicUrl.origin';
  return value === null ? 'null' : typeof value;
}

function describeProblem(publicUrl: string): string {
  const text = publicUrl.trim();
  if (text === '') return ', which is blank: is the environment variable set?';
  if (text === 'undefined' || text === 'null')
    return ', the text of a missing value: is the environment variable set?';
  if (/undefined|\[object/.test(text)) return ', made from a missing value: is the environment variable set?';
  if (/['"`]/.test(text)) return ', which holds quotes: remove them, also from the .env file';
  if (/[\r\n]/.test(publicUrl)) return ', which holds a line break: trim it';
  if (/\s/.test(publicUrl)) return ', which holds white space: trim it';
  if (hasDoubledScheme(text)) return ', whose scheme stands there twice';
  if (/^wss?:/i.test(text)) return ': webhooks come by http or https';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return ', whose scheme is missing: begin it with https://';
  if (/[?#]/.test(text)) return ': end it before the query or fragment';
  return '';
}

function hasDoubledScheme(publicUrl: string): boolean {
  return /^https?:\/\/https?(?::|\/\/)/i.test(publicUrl);
}

const MAX_SHOWN = 100;

/** In quotes, escaped and cut; a password never. */
function show(publicUrl: string): string {
  const masked = publicUrl.replace(/\/\/[^/?#]*@/, '//***@');
  return JSON.stringify(masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN)}…` : masked);
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
  const computed = compute(request);
  return typeof computed === 'string' ? usableBase(computed) : Promise.resolve(computed).then(usableBase);
}

function usableBase(publicUrl: unknown): string {
  checkPublicUrl(publicUrl);
  return withoutTrailingSlashes(publicUrl);
}

export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (end > 0 && url[end - 1] === '/') end--;
  return url.slice(0, end);
}
