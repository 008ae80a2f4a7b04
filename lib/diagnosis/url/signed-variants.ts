import { otherPort, otherUrlVariants, type SignatureFormat } from '../signature-internals.js';
import type { UrlParts } from './url-parts.js';

/** The forms of the URL that the verifier accepts: without credentials, these are cheap to know from its parts. */
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
