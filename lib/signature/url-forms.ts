import type { SignatureScheme } from './signed-request.js';

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

const URL_PARTS = /^(https?):\/\/([^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#[\]]*)(:[0-9]+)?((?:[/?#].*)?)$/is;

export function splitUrl(url: string): UrlParts | undefined {
  const parts = URL_PARTS.exec(url);
  if (!parts) return undefined;
  const [, protocol = '', credentials, host = '', port = '', rest = ''] = parts;
  return { protocol, credentials, host, port, rest };
}

/**
 * The forms of one URL that SignalWire may have signed beside the URL as it is: at most one without credentials, and
 * three with.
 *
 * cXML is signed by some of the platform's parts with the default port and by some without; SWML as it is.
 * Call SWML drops credentials before signing, message SWML keeps them.
 */
export function otherUrlForms(url: string, scheme: SignatureScheme): string[] {
  const parts = splitUrl(url);
  if (!parts) return [];
  const { protocol, credentials, host, port, rest } = parts;
  const authorities = credentials === undefined ? [host] : [credentials + host, host];
  const ports = scheme === 'cxml' ? [port, ...otherPort(protocol, port)] : [port];
  const urls: string[] = [];
  for (const authority of authorities) {
    for (const each of ports) urls.push(`${protocol}://${authority}${each}${rest}`);
  }
  return urls.slice(1);
}

/** The same authority with its default port added, or dropped; none for another port. */
export function otherPort(protocol: string, port: string): string[] {
  const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
  if (port === '') return [defaultPort];
  return port === defaultPort ? [''] : [];
}

/** What stands between `?` and `#`. */
export function readQuery(url: string): string {
  const start = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (start < 0 || (fragment >= 0 && fragment < start)) return '';
  return url.slice(start + 1, fragment < 0 ? undefined : fragment);
}
