import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import { readHeader } from '../signature/internal.js';

/** UUIDs, trace IDs, Fastify's `req-1`. Any other text could mislead a reader of the log. */
const WELL_FORMED = /^[\w.:-]{1,64}$/;

interface IdentifiedRequest {
  readonly id?: unknown;
  readonly headers: IncomingWebhookRequest['headers'];
}

/** Returns the ID that the framework or a logger set, else the caller's `x-request-id`, if it is short and well-formed. */
export function readRequestId({ id, headers }: IdentifiedRequest): string | undefined {
  return (
    wellFormed(typeof id === 'number' ? String(id) : id) ?? wellFormed(readHeader(headers, 'x-request-id'))
  );
}

function wellFormed(id: unknown): string | undefined {
  return typeof id === 'string' && WELL_FORMED.test(id) ? id : undefined;
}
