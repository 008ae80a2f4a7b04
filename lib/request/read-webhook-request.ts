import type { WebhookRequest } from '../signature/index.js';
import { isMissing } from '../signature/internal.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { type PublicBaseSource, readPublicBase } from './read-public-url.js';
import { checkMissingRawBody } from './raw-body.js';
import type { Rejection } from '../signalwire-webhook.exception.js';
import { reject } from './rejection.js';
import { readRegisteredPath } from './registered-path.js';

/** The parts of a received request that a signature can cover, and its route. */
export interface ReceivedRequest extends WebhookRequest {
  /** Returns the registered path of the route, such as `/status/:id`; `undefined` outside a route. */
  readonly registeredPath?: (() => string | undefined) | undefined;
  /** Public URL of the request; `undefined` outside a route. */
  readonly publicUrl?: string | undefined;
  /** The body as the framework parsed it, which nothing verifies. */
  readonly parsedBody?: unknown;
}

/**
 * Reads an Express or Fastify request for the verification, or rejects a request that SignalWire cannot have signed.
 *
 * @param target the request target as the HTTP adapter's `getRequestUrl` returns it
 * @throws SignalWireWebhookConfigurationError if the raw body was lost, or `publicUrl` returns no usable URL
 */
export async function readWebhookRequest(
  request: IncomingWebhookRequest,
  target: string,
  source: PublicBaseSource,
): Promise<ReceivedRequest | Rejection> {
  if (!isOriginForm(target)) return reject('malformed-target');
  const rejection = isMissing(request.rawBody) ? checkMissingRawBody(request) : undefined;
  if (rejection) return rejection;
  const base = await readPublicBase(request, source);
  if (base === undefined) return reject('untrusted-host');
  const { method, headers, rawBody, body: parsedBody } = request;
  return {
    method,
    url: base + target,
    publicUrl: base,
    headers,
    body: rawBody,
    parsedBody,
    registeredPath: () => readRegisteredPath(request),
  };
}

/**
 * Returns whether the request target is in origin form (path and query). An absolute-form target (`GET http://host/path`), `*` or
 * an authority is rejected, because the router ignores a part of it. `//…` is an ordinary path.
 */
function isOriginForm(target: string): boolean {
  return target.startsWith('/');
}
