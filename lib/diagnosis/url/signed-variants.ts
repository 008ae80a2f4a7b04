import { otherPort, otherUrlVariants, type SignatureFormat } from '../signature-internals.js';
import type { UrlParts } from './url-parts.js';

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
