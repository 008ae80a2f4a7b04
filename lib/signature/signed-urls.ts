import type { SignatureScheme } from './signed-request.js';

const URL_PARTS = /^(https?):\/\/([^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#[\]]*)(:[0-9]+)?((?:[/?#].*)?)$/is;

/**
 * The forms of one URL that SignalWire may have signed beside the URL as it is: at most one without credentials, and
 * three with.
 *
 * cXML is signed by some of the platform's parts with the default port and by some without; SWML as it is.
 * Call SWML drops credentials before signing, message SWML keeps them.
 */
export function otherSignedUrls(url: string, scheme: SignatureScheme): string[] {
  const parts = URL_PARTS.exec(url);
  if (!parts) return [];
  const [, protocol = '', credentials, host = '', port = '', rest = ''] = parts;
  const authorities = credentials === undefined ? [host] : [credentials + host, host];
  const ports = scheme === 'cxml' ? [port, ...otherPort(protocol, port)] : [port];
  const urls: string[] = [];
  for (const authority of authorities) {
    for (const each of ports) urls.push(`${protocol}://${authority}${each}${rest}`);
  }
  return urls.slice(1);
}

function otherPort(protocol: string, port: string): string[] {
  const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
  if (port === '') return [defaultPort];
  return port === defaultPort ? [''] : [];
}
