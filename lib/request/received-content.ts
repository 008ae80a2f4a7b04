import type { WebhookRequest } from '../signature/index.js';
import { readBodyKind, readHeader, toBytes } from '../signature/internal.js';

/** Returns which content a request has, without regard to a signature: the kind of its body, or the query if it has no body. */
export function receivedContent({
  headers,
  body,
}: WebhookRequest): ReturnType<typeof readBodyKind> | 'query' {
  return toBytes(body)?.length === 0 ? 'query' : readBodyKind(readHeader(headers, 'content-type'));
}
