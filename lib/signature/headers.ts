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

const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;
const JSON_TYPE = /^\s*application\/json\s*(?:;|$)/i;

export function readBodyKind(headers: Headers): BodyKind {
  const contentType = readHeader(headers, 'content-type') ?? '';
  if (FORM_TYPE.test(contentType)) return 'form';
  return JSON_TYPE.test(contentType) ? 'json' : 'other';
}
