import type { SignatureFormat } from '../../signature/index.js';
import { otherPort, otherUrlVariants, splitUrl as splitOrigin } from '../../signature/internal.js';

export interface UrlParts {
  readonly protocol: string;
  /** `user:password@`, or empty. */
  readonly credentials: string;
  readonly host: string;
  /** `:8443`, or empty. */
  readonly port: string;
  /** The prefix that a gateway stripped from the path. */
  readonly prefix: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly fragment: string;
}

export const NO_PARTS: UrlParts = {
  protocol: '',
  credentials: '',
  host: '',
  port: '',
  prefix: '',
  path: '',
  query: '',
  fragment: '',
};

const REST = /^([^?#]*)(\?[^#]*)?(#.*)?$/s;
const MAX_URL_LENGTH = 16_384;

/** Splits an absolute http(s) or WebSocket URL, or a request target; `undefined` if it is neither, or too long to search. */
export function splitUrl(url: string): UrlParts | undefined {
  if (url.length > MAX_URL_LENGTH) return undefined;
  if (url.startsWith('/')) return { ...NO_PARTS, protocol: 'http', ...splitRest(url) };
  // The origin of a WebSocket URL is split as that of an HTTP URL.
  const origin = splitOrigin(url.replace(/^ws/i, 'http'));
  if (!origin) return undefined;
  const { credentials = '', host, port, rest } = origin;
  const [protocol = ''] = url.split(':', 1);
  return { ...NO_PARTS, protocol, credentials, host, port, ...splitRest(rest) };
}

function splitRest(rest: string): Pick<UrlParts, 'path' | 'query' | 'fragment'> {
  const [, path = '', query = '', fragment = ''] = REST.exec(rest) ?? [];
  return { path, query, fragment };
}

export function joinUrl(url: UrlParts): string {
  return baseUrlOf(url) + url.path + url.query + url.fragment;
}

/** Returns protocol, credentials, host, port and path prefix: the value of the option `publicUrl`. */
export function baseUrlOf({ protocol, credentials, host, port, prefix }: UrlParts): string {
  return `${protocol}://${credentials}${host}${port}${prefix}`;
}

/** Returns the URL variants that the verifier tries. Without credentials, its parts are enough, and no URL is parsed again. */
export function signedVariants(
  url: string,
  parts: UrlParts | undefined,
  signatureFormat: SignatureFormat,
): string[] {
  if (!parts || parts.credentials !== '') return [url, ...otherUrlVariants(url, signatureFormat)];
  const { protocol, host, port } = parts;
  // The default ports of WebSockets are those of HTTP.
  const other = signatureFormat === 'cxml' ? otherPort(protocol.replace(/^ws/i, 'http'), port) : undefined;
  if (other === undefined) return [url];
  const start = protocol.length + 3 + host.length;
  return [url, url.slice(0, start) + other + url.slice(start + port.length)];
}
