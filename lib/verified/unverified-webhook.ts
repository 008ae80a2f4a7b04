import { decodePayload, isMissing, type WebhookPayloadData } from '../signature/internal.js';
import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import type { HandlerRef } from './verified-webhook.js';

/**
 * Result that `@VerifiedWebhook()` injects for an unverified request that `mode: 'report'` allowed. It contains no data, because
 * none was verified. On such routes, declare the parameter's type as `VerifiedWebhookData | UnverifiedWebhookData`, and check
 * `verified`.
 *
 * @publicApi
 */
export interface UnverifiedWebhookData {
  readonly verified: false;
  readonly authentication?: undefined;
  readonly signatureFormat?: undefined;
  readonly algorithm?: undefined;
  readonly url?: undefined;
  readonly keyIndex?: undefined;
  readonly projectId?: undefined;
  readonly eventId?: undefined;
  /** Use `@WebhookPayload({ unverified: true })` for the unverified payload. */
  readonly payload?: undefined;
}

const UNVERIFIED_WEBHOOK: UnverifiedWebhookData = Object.freeze({ verified: false });

/** A separate symbol, so that code that checks for verified requests cannot mistake one for the other. */
const UNVERIFIED = Symbol.for('nestjs-signalwire-webhook:unverified');

export interface AllowedRequest {
  readonly request: IncomingWebhookRequest;
  /** The request target as it was received. */
  readonly target: string;
  readonly route: HandlerRef;
  /** Logs an error of the request, within bounds. */
  readonly logError: (text: string) => void;
}

/** The state of an unverified request that was allowed. */
export class UnverifiedState {
  readonly webhook = UNVERIFIED_WEBHOOK;
  readonly signatureFormat = undefined;
  readonly route: HandlerRef;
  /** Whether a response interceptor has run for the request, as for a verified request. */
  isIntercepted = false;
  #payload: WebhookPayloadData | undefined;

  constructor(private readonly allowed: AllowedRequest) {
    this.route = allowed.route;
  }

  /** The unverified payload. */
  get payload(): WebhookPayloadData {
    return (this.#payload ??= decodeReceived(this.allowed));
  }

  logError(text: string): void {
    this.allowed.logError(text);
  }
}

interface RequestWithState {
  [UNVERIFIED]?: UnverifiedState;
}

export function setUnverified(allowed: AllowedRequest): void {
  (allowed.request as RequestWithState)[UNVERIFIED] = new UnverifiedState(allowed);
}

/** Whether the unverified request was allowed on this route. */
export function isAllowedFor(request: object, route: HandlerRef): boolean {
  return (request as RequestWithState)[UNVERIFIED]?.route === route;
}

/** Returns the state of an unverified request that was allowed for this handler. */
export function readUnverifiedState(
  request: object,
  { controller, handler }: HandlerRef,
): UnverifiedState | undefined {
  const state = (request as RequestWithState)[UNVERIFIED];
  return state?.route.controller === controller && state?.route.handler === handler ? state : undefined;
}

/** Decodes the raw body. If it was lost, returns the body that the framework has parsed. */
function decodeReceived({ request, target }: AllowedRequest): WebhookPayloadData {
  const { method, headers, rawBody } = request;
  const { body } = request as { readonly body?: unknown };
  const isQuery = method === 'GET' || method === 'HEAD';
  if (isMissing(rawBody) && !isQuery && isRecord(body)) return body;
  return decodePayload({ method, headers, url: target, body: rawBody }) ?? {};
}

function isRecord(value: unknown): value is WebhookPayloadData {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
