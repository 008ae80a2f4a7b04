import type { SignedRequest } from './signed-request.js';

export const SIGNATURE_HEADER = 'x-signalwire-signature';
export const SIGNATURE_HEADER_ALIAS = 'x-twilio-signature';
export const SHA256_SIGNATURE_HEADER = 'x-signalwire-sha256-signature';

type Headers = SignedRequest['headers'];

/** The header's value; repeated ones are joined with a comma, as Node does, so that no single one can win. */
export function readHeader(headers: Headers, name: string): string | undefined {
  const exact = headers[name];
  if (typeof exact === 'string') return exact;
  const values = Object.keys(headers)
    .filter((key) => key.length === name.length && key.toLowerCase() === name)
    .flatMap((key) => headers[key] ?? []);
  return values.length === 0 ? undefined : values.join(', ');
}

export type BodyKind = 'form' | 'json' | 'other';

export function readBodyKind(headers: Headers): BodyKind {
  const mediaType = readMediaType(readHeader(headers, 'content-type') ?? '');
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType === 'application/json') return 'json';
  return 'other';
}

function readMediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
