import { createHash } from 'node:crypto';

import { NO_BYTES } from './bytes.js';
import { decodeForm } from './decode-form.js';
import type { WebhookRequest } from './webhook-request.js';
import { hasQueryPayload, readQuery } from './url-variants.js';

const PARAMETER = 'bodySHA256';

/** Returns the values of `bodySHA256` in the query. */
export function readBodySha256(url: string): string[] {
  const query = readQuery(url);
  return query.includes(PARAMETER) ? (decodeForm(Buffer.from(query))?.valuesOf(PARAMETER) ?? []) : [];
}

/** Whether the query contains exactly one `bodySHA256`, and it is the body's hash in lower-case hexadecimal. */
export function matchesBodySha256(url: string, body: Uint8Array): boolean {
  const values = readBodySha256(url);
  return values.length === 1 && values[0] === createHash('sha256').update(body).digest('hex');
}

/**
 * Whether the body of a request is missing: `bodySHA256` in its URL announces one. A GET may have the parameter without a body,
 * unless its route accepts `bodySHA256`. A repeated `bodySHA256` matches no body.
 */
export function lacksItsBody(
  { method, url }: Pick<WebhookRequest, 'method' | 'url'>,
  isAccepted = false,
): boolean {
  const count = readBodySha256(url).length;
  if (count === 0 || matchesBodySha256(url, NO_BYTES)) return false;
  return !hasQueryPayload(method) || (isAccepted && count === 1);
}
