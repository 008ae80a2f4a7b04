import { decodePayload, isMissing, type WebhookPayloadData } from '../signature/internal.js';
import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import type { HandlerRef } from './verified-webhook.js';

/**
 * What `@VerifiedWebhook()` gives for a request that `mode: 'report'` let through although it was not verified: nothing, since
 * nothing of it is proven. On such routes the parameter's type is `VerifiedWebhookData | UnverifiedWebhookData`; `verified`
 * tells them apart.
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
  /** `@WebhookPayload({ unverified: true })` gives what was received. */
  readonly payload?: undefined;
}

const UNVERIFIED_WEBHOOK: UnverifiedWebhookData = Object.freeze({ verified: false });

/** Beside the mark of verified requests, never in its place: who looks for that one does not find this one. */
const UNVERIFIED = Symbol.for('nestjs-signalwire-webhook:unverified');

export interface AllowedRequest {
  readonly request: IncomingWebhookRequest;
  /** The request target as it was received. */
  readonly target: string;
  readonly route: HandlerRef;
  /** Logs, within bounds, what the request met. */
  readonly logError: (text: string) => void;
}

/** What a request carries that was let through although it was not verified. */
export class UnverifiedState {
  readonly webhook = UNVERIFIED_WEBHOOK;
  readonly signatureFormat = undefined;
  readonly route: HandlerRef;
  /** As of a verified request's mark. */
  isIntercepted = false;
  #payload: WebhookPayloadData | undefined;

  constructor(private readonly allowed: AllowedRequest) {
    this.route = allowed.route;
  }

  /** What was received, whoever sent it. */
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

/** Whether the request was let through on this very route. */
export function isAllowedFor(request: object, route: HandlerRef): boolean {
  return (request as RequestWithState)[UNVERIFIED]?.route === route;
}

/** The state of a request that was let through to this handler. */
export function readUnverifiedState(
  request: object,
  { controller, handler }: HandlerRef,
): UnverifiedState | undefined {
  const state = (request as RequestWithState)[UNVERIFIED];
  return state?.route.controller === controller && state?.route.handler === handler ? state : undefined;
}

/** From the raw body; where that was lost, what the framework has parsed. */
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
