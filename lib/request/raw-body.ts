import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { RefusalReason } from '../signalwire-webhook.exception.js';
import type { IncomingWebhookRequest } from './incoming-request.js';

const MISSING_RAW_BODY = [
  'The raw body of a webhook is missing, so its signature cannot be verified.',
  'Create the application with NestFactory.create(AppModule, { rawBody: true }).',
  'If that is done: { bodyParser: false } turns the raw body off,',
  'app.use(express.json()) or another parser added before Nest starts consumes it,',
  'and on Fastify with Nest 10 or 11 useBodyParser() replaces the parsers that keep it.',
].join(' ');

const SIGNED_TYPES = /^\s*application\/(?:json|x-www-form-urlencoded)\s*(?:;|$)/i;
const METHODS_WITHOUT_PARSED_BODY = ['GET', 'HEAD'];

/** The raw body, or why there is none that a signature could cover. */
export function readRawBody(request: IncomingWebhookRequest): { body?: Uint8Array | string } | RefusalReason {
  if (request.rawBody !== undefined) return { body: request.rawBody };
  if (!announcesBody(request)) return {};
  if (!SIGNED_TYPES.test(request.headers['content-type'] ?? '')) return 'unsupported-content-type';
  if (METHODS_WITHOUT_PARSED_BODY.includes(request.method)) return 'body-not-signed';
  throw new SignalWireWebhookConfigurationError(MISSING_RAW_BODY);
}

function announcesBody({ headers, httpVersionMajor, raw }: IncomingWebhookRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  if (headers['content-length'] !== undefined) return headers['content-length'].trim() !== '0';
  const version = httpVersionMajor ?? raw?.httpVersionMajor ?? 1;
  return version >= 2 && headers['content-type'] !== undefined;
}
