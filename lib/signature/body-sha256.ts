import { createHash } from 'node:crypto';

import { decodeForm } from './decode-form.js';
import { readQuery } from './url-forms.js';

const PARAMETER = 'bodySHA256';

/** The values of the query's `bodySHA256`. */
export function readBodySha256(url: string): string[] {
  const query = readQuery(url);
  return query.includes(PARAMETER) ? (decodeForm(Buffer.from(query))?.valuesOf(PARAMETER) ?? []) : [];
}

/** Whether the query holds exactly one `bodySHA256`, and it is the body's hash in lower-case hexadecimal. */
export function matchesBodySha256(url: string, body: Uint8Array): boolean {
  const claimed = readBodySha256(url);
  return claimed.length === 1 && claimed[0] === createHash('sha256').update(body).digest('hex');
}
