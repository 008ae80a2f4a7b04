import type { SignatureFormat } from './webhook-request.js';

/** A URL cut where the forms of one URL differ; put together again it is the same, byte for byte. */
export interface UrlParts {
  readonly protocol: string;
  /** With the `@` that ends them; `undefined` if there are none. */
  readonly credentials: string | undefined;
  readonly host: string;
  /** With the colon before it; empty if there is none. */
  readonly port: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

const ORIGIN = /^(https?):\/\/([^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#[\]]*)(:[0-9]+)?(?=[/?#]|$)/i;

export function splitUrl(url: string): UrlParts | undefined {
  const parts = ORIGIN.exec(url);
  if (!parts) return undefined;
  const [origin, protocol = '', credentials, host = '', port = ''] = parts;
  return { protocol, credentials, host, port, rest: url.slice(origin.length) };
}

/**
 * The forms of one URL that SignalWire may have signed beside the URL as it is: at most one without credentials, and
 * three with.
 *
 * cXML is signed by some of the platform's parts with the default port and by some without; SWML as it is.
 * Call SWML drops credentials before signing, message SWML keeps them.
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

/** The default port where there is none, none where there is the default port, and `undefined` for another port. */
export function otherPort(protocol: string, port: string): string | undefined {
  const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
  if (port === '') return defaultPort;
  return port === defaultPort ? '' : undefined;
}

/** What stands between `?` and `#`. */
export function readQuery(url: string): string {
  const start = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (start < 0 || (fragment >= 0 && fragment < start)) return '';
  return url.slice(start + 1, fragment < 0 ? undefined : fragment);
}
