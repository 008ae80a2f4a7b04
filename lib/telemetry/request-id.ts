import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import { readHeader } from '../signature/internal.js';

/** What request ids look like: UUIDs, trace ids, Fastify's `req-1`. Anything else could be made to mislead a reader of logs. */
const WELL_FORMED = /^[\w.:-]{1,64}$/;

interface IdentifiedRequest {
  readonly id?: unknown;
  readonly headers: IncomingWebhookRequest['headers'];
}

/** The id that the framework or a logger gave the request, else the caller's `x-request-id`; only if it is short and well formed. */
export function readRequestId({ id, headers }: IdentifiedRequest): string | undefined {
  return (
    wellFormed(typeof id === 'number' ? String(id) : id) ?? wellFormed(readHeader(headers, 'x-request-id'))
  );
}

function wellFormed(id: unknown): string | undefined {
  return typeof id === 'string' && WELL_FORMED.test(id) ? id : undefined;
}
