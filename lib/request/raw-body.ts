import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { readBodyKind, readHeader, toBytes } from '../signature/internal.js';
import type { IncomingWebhookRequest } from './incoming-request.js';
import type { Rejection } from '../signalwire-webhook.exception.js';
import { reject } from './rejection.js';

const MISSING_RAW_BODY = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  'Fix: NestFactory.create(AppModule, { rawBody: true }).',
  'If rawBody is true, remove what replaces the parsers of Nest: bodyParser: false, app.use(express.json()) and other parsers,',
  'and on Fastify with Nest 10 or 11 useBodyParser().',
  'If a library such as better-auth needs bodyParser: false on Express, add this line before it, with the path of the webhooks:',
  "app.use('/voice', ...[express.json, express.urlencoded].map((parser) =>",
  'parser({ extended: true, verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }) })));',
].join(' ');

/** Body parsers read header names in lower case only, so they leave such a body unread. */
const HEADER_NAMES_IN_CAPITALS = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  "The request's header names are not in lower case, so no body parser finds its content type.",
  'Fix: let the adapter pass header names on in lower case,',
  'such as new ApiGatewayV1Adapter({ lowercaseRequestHeaders: true }) of @h4ad/serverless-adapter.',
].join(' ');

/** Both frameworks leave the bodies of GET and HEAD unread, and Fastify also that of TRACE. */
const METHODS_WITHOUT_PARSED_BODY = ['GET', 'HEAD', 'TRACE'];

/**
 * Returns the rejection of a request whose body was not kept; `undefined` if the request has no body.
 *
 * @throws SignalWireWebhookConfigurationError if the application lost the raw body
 */
export function checkMissingRawBody(request: IncomingWebhookRequest): Rejection | undefined {
  if (!hasBody(request)) return undefined;
  const { headers, method } = request;
  if (readBodyKind(readHeader(headers, 'content-type')) === 'other')
    return reject('unsupported-content-type');
  if (METHODS_WITHOUT_PARSED_BODY.includes(method)) return reject('body-not-signed');
  throw new SignalWireWebhookConfigurationError(
    headers['content-type'] === undefined ? HEADER_NAMES_IN_CAPITALS : MISSING_RAW_BODY,
  );
}

/**
 * Returns whether a request has a body. In HTTP/2 a body needs neither length nor type, so only the end of the stream shows it. A
 * request without a stream is an HTTP/1 request, or it comes from an adapter, which may pass the bytes as `body`.
 */
function hasBody(request: IncomingWebhookRequest): boolean {
  const { headers, stream, raw } = request;
  if (readHeader(headers, 'transfer-encoding') !== undefined || holdsBytes(request)) return true;
  const length = readHeader(headers, 'content-length');
  if (length !== undefined) return length.trim() !== '0';
  const http2 = stream ?? raw?.stream;
  return http2 ? http2.endAfterHeaders !== true : false;
}

/** Ignores objects: parsers create them, and Express 4 sets an empty object for a request without a body. */
function holdsBytes(request: object): boolean {
  const { body } = request as { readonly body?: unknown };
  return (toBytes(body)?.length ?? 0) > 0;
}
