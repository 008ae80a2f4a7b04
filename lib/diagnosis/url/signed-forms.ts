import { otherPort, otherUrlForms, type SignatureScheme } from '../signature-internals.js';
import type { UrlParts } from './url-parts.js';

/** The forms of the URL that the verifier accepts: without credentials, these are cheap to know from its parts. */
export function signedForms(url: string, parts: UrlParts | undefined, scheme: SignatureScheme): string[] {
  if (!parts || parts.credentials !== '') return [url, ...otherUrlForms(url, scheme)];
  const other = scheme === 'cxml' ? otherPort(parts.protocol, parts.port) : undefined;
  if (other === undefined) return [url];
  const { protocol, host, port } = parts;
  const start = protocol.length + 3 + host.length;
  return [url, url.slice(0, start) + other + url.slice(start + port.length)];
}
