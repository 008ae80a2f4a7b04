import type { SignatureFormat } from './webhook-request.js';

/** Parts of a URL. Joining them restores the URL byte for byte. */
export interface UrlParts {
  readonly protocol: string;
  /** Credentials with the final `@`; `undefined` if there are none. */
  readonly credentials: string | undefined;
  readonly host: string;
  /** Port with the colon; empty if there is none. */
  readonly port: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

const ORIGIN = /^(https?):\/\/([^/?#]*)/i;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*)(:[0-9]+)?$/;

/**
 * Splits a URL in time that grows with its length only. A single pattern with optional credentials would take time that grows
 * with the square of the number of `@`, which an untrusted client can choose.
 */
export function splitUrl(url: string): UrlParts | undefined {
  const [origin = '', protocol = '', authority = ''] = ORIGIN.exec(url) ?? [];
  const hostStart = authority.lastIndexOf('@') + 1;
  const hostAndPort = HOST_AND_PORT.exec(authority.slice(hostStart));
  if (origin === '' || !hostAndPort) return undefined;
  const [, host = '', port = ''] = hostAndPort;
  const credentials = hostStart === 0 ? undefined : authority.slice(0, hostStart);
  return { protocol, credentials, host, port, rest: url.slice(origin.length) };
}

/** Returns the URL without path, query and fragment. */
export function originOf(url: string): string {
  const rest = splitUrl(url)?.rest;
  return rest === undefined ? '' : url.slice(0, url.length - rest.length);
}

/**
 * Returns the variants of a URL that SignalWire may have signed instead: at most one for a URL without credentials, and three
 * otherwise.
 *
 * For cXML, some parts of the platform sign the URL with the default port and some without it. For SWML the port is not changed.
 * Call SWML removes credentials before signing; message SWML keeps them.
 */
export function otherUrlVariants(url: string, signatureFormat: SignatureFormat): string[] {
  const parts = splitUrl(url);
  if (!parts) return [];
  const { credentials, port } = parts;
  const other = signatureFormat === 'cxml' ? otherPort(parts.protocol, port) : undefined;
  const urls: string[] = [];
  if (other !== undefined) urls.push(joinUrl(parts, credentials ?? '', other));
  if (credentials === undefined) return urls;
  urls.push(joinUrl(parts, '', port));
  if (other !== undefined) urls.push(joinUrl(parts, '', other));
  return urls;
}

function joinUrl({ protocol, host, rest }: UrlParts, credentials: string, port: string): string {
  return `${protocol}://${credentials}${host}${port}${rest}`;
}

/** Returns the default port for no port, an empty text for the default port, and `undefined` for a different port. */
export function otherPort(protocol: string, port: string): string | undefined {
  const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
  if (port === '') return defaultPort;
  return port === defaultPort ? '' : undefined;
}

/** Whether the payload of a request is in its query. */
export function hasQueryPayload(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Returns the query, between `?` and `#`. */
export function readQuery(url: string): string {
  const start = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (start < 0 || (fragment >= 0 && fragment < start)) return '';
  return url.slice(start + 1, fragment < 0 ? undefined : fragment);
}

/** Decodes percent-encoding; returns a malformed text unchanged. */
export function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
