import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { readBodyKind, readHeader, toBytes } from '../signature/internal.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import { type RejectedRequest, rejectRequest } from './rejection.js';

const MISSING_RAW_BODY = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  'Create the application with NestFactory.create(AppModule, { rawBody: true }).',
  'If that is done: { bodyParser: false } turns the raw body off,',
  'app.use(express.json()) or another parser added before Nest starts consumes it,',
  'and on Fastify with Nest 10 or 11 useBodyParser() replaces the parsers that keep it.',
].join(' ');

/** A parser finds no content type, and leaves the body unread. */
const HEADER_NAMES_IN_CAPITALS = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  "The request's header names are not in lower case, so no body parser finds its content type.",
  'Fix: let the adapter pass header names on in lower case,',
  'such as new ApiGatewayV1Adapter({ lowercaseRequestHeaders: true }) of @h4ad/serverless-adapter.',
].join(' ');

/** A framework leaves their bodies unread: both those of GET and HEAD, Fastify that of TRACE as well. */
const METHODS_WITHOUT_PARSED_BODY = ['GET', 'HEAD', 'TRACE'];

/** Why a request without a raw body cannot be verified; `undefined` if it has no body at all. */
export function checkMissingRawBody(request: IncomingWebhookRequest): RejectedRequest | undefined {
  if (!hasBody(request)) return undefined;
  const { headers, method } = request;
  if (readBodyKind(readHeader(headers, 'content-type')) === 'other')
    return rejectRequest('unsupported-content-type');
  if (METHODS_WITHOUT_PARSED_BODY.includes(method)) return rejectRequest('body-not-signed');
  throw new SignalWireWebhookConfigurationError(
    headers['content-type'] === undefined ? HEADER_NAMES_IN_CAPITALS : MISSING_RAW_BODY,
  );
}

/**
 * In HTTP/2 a body needs neither length nor type: only the end of the stream tells. A request without a stream came by
 * HTTP/1, whatever version its first line names, or from an adapter, which may hand its bytes over as `body`.
 */
function hasBody(request: IncomingWebhookRequest): boolean {
  const { headers, stream, raw } = request;
  if (readHeader(headers, 'transfer-encoding') !== undefined || holdsBytes(request)) return true;
  const length = readHeader(headers, 'content-length');
  if (length !== undefined) return length.trim() !== '0';
  const http2 = stream ?? raw?.stream;
  return http2 ? http2.endAfterHeaders !== true : false;
}

/** An object is not counted: parsers make them, and Express 4 puts an empty one where there is no body. */
function holdsBytes(request: object): boolean {
  const { body } = request as { readonly body?: unknown };
  return (toBytes(body)?.length ?? 0) > 0;
}
