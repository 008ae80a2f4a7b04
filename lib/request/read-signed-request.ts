import type { SignedRequest } from '../signature/index.js';
import type { RefusalReason } from '../signalwire-webhook.exception.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { type PublicUrl, readPublicBase } from './public-url.js';
import { readRawBody } from './raw-body.js';
import { readRequestTarget } from './request-target.js';

export interface PublicUrlOptions {
  readonly publicUrl?: PublicUrl | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
}

/**
 * What SignalWire signed, read from an Express or Fastify request; or why it cannot have signed this one.
 *
 * @param requestUrl the request target as the HTTP adapter's `getRequestUrl` gives it
 * @throws SignalWireWebhookConfigurationError if the raw body was lost or `publicUrl` gives no usable URL
 */
export async function readSignedRequest(
  request: IncomingWebhookRequest,
  requestUrl: string,
  options: PublicUrlOptions,
): Promise<SignedRequest | RefusalReason> {
  const body = readRawBody(request);
  if (typeof body === 'string') return body;
  const base = await readPublicBase(request, options.publicUrl, options.allowedHosts);
  if (base === undefined) return 'untrusted-host';
  return {
    method: request.method,
    url: base + readRequestTarget(requestUrl),
    headers: request.headers,
    ...body,
  };
}
