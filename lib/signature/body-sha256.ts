import { createHash } from 'node:crypto';

import { NO_BYTES } from './bytes.js';
import { decodeForm } from './decode-form.js';
import type { WebhookRequest } from './webhook-request.js';
import { readQuery } from './url-variants.js';

const PARAMETER = 'bodySHA256';

/** The values of the query's `bodySHA256`. */
export function readBodySha256(url: string): string[] {
  const query = readQuery(url);
  return query.includes(PARAMETER) ? (decodeForm(Buffer.from(query))?.valuesOf(PARAMETER) ?? []) : [];
}

/** Whether the query holds exactly one `bodySHA256`, and it is the body's hash in lower-case hexadecimal. */
export function matchesBodySha256(url: string, body: Uint8Array): boolean {
  const values = readBodySha256(url);
  return values.length === 1 && values[0] === createHash('sha256').update(body).digest('hex');
}

/**
 * Whether the URL of a request without a body announces a body by `bodySHA256`: the body was cut off. A GET may name the
 * parameter without a body, unless its route accepts `bodySHA256`. No body goes with a repeated `bodySHA256`.
 */
export function lacksItsBody(
  { method, url }: Pick<WebhookRequest, 'method' | 'url'>,
  isAccepted = false,
): boolean {
  const count = readBodySha256(url).length;
  if (count === 0 || matchesBodySha256(url, NO_BYTES)) return false;
  const isGet = method === 'GET' || method === 'HEAD';
  return !isGet || (isAccepted && count === 1);
}
