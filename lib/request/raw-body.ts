import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { readBodyKind } from '../signature/internal.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { type RefusedRequest, refuseRequest } from './refused-request.js';

const MISSING_RAW_BODY = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  'Create the application with NestFactory.create(AppModule, { rawBody: true }).',
  'If that is done: { bodyParser: false } turns the raw body off,',
  'app.use(express.json()) or another parser added before Nest starts consumes it,',
  'and on Fastify with Nest 10 or 11 useBodyParser() replaces the parsers that keep it.',
].join(' ');

/** A framework leaves their bodies unread: both those of GET and HEAD, Fastify that of TRACE as well. */
const METHODS_WITHOUT_PARSED_BODY = ['GET', 'HEAD', 'TRACE'];

/** Why a request without a raw body cannot be verified; `undefined` if it has no body at all. */
export function checkMissingRawBody(request: IncomingWebhookRequest): RefusedRequest | undefined {
  if (!hasBody(request)) return undefined;
  if (readBodyKind(request.headers['content-type']) === 'other')
    return refuseRequest('unsupported-content-type');
  if (METHODS_WITHOUT_PARSED_BODY.includes(request.method)) return refuseRequest('body-not-signed');
  throw new SignalWireWebhookConfigurationError(MISSING_RAW_BODY);
}

/**
 * In HTTP/2 a body needs neither length nor type: only the end of the stream tells. A request without a stream came by
 * HTTP/1, whatever version its first line names.
 */
function hasBody({ headers, stream, raw }: IncomingWebhookRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  if (headers['content-length'] !== undefined) return headers['content-length'].trim() !== '0';
  const http2 = stream ?? raw?.stream;
  return http2 !== undefined && http2.endAfterHeaders !== true;
}
