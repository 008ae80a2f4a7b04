import type { SignatureScheme } from './signed-request.js';

const URL_PARTS = /^(https?):\/\/([^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#[\]]*)(:[0-9]+)?((?:[/?#].*)?)$/is;

/**
 * The forms of one URL that SignalWire may have signed, at most two without credentials and four with.
 *
 * cXML is signed by some of the platform's parts with the default port and by some without; SWML as it is.
 * Call SWML drops credentials before signing, message SWML keeps them.
 */
export function signedUrls(url: string, scheme: SignatureScheme): string[] {
  const parts = URL_PARTS.exec(url);
  if (!parts) return [url];
  const [, protocol = '', credentials, host = '', port = '', rest = ''] = parts;
  const authorities = credentials === undefined ? [host] : [credentials + host, host];
  const ports = scheme === 'cxml' ? [port, ...otherPort(protocol, port)] : [port];
  return authorities.flatMap((authority) => ports.map((each) => `${protocol}://${authority}${each}${rest}`));
}

function otherPort(protocol: string, port: string): string[] {
  const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
  if (port === '') return [defaultPort];
  return port === defaultPort ? [''] : [];
}
