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
  readonly scheme?: undefined;
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

export interface LetThrough {
  readonly request: IncomingWebhookRequest;
  /** The request target as it was received. */
  readonly target: string;
  readonly route: HandlerRef;
  /** Logs, within bounds, what the request met. */
  readonly logFault: (text: string) => void;
}

/** What a request carries that was let through although it was not verified. */
export class UnverifiedMark {
  readonly webhook = UNVERIFIED_WEBHOOK;
  readonly scheme = undefined;
  readonly route: HandlerRef;
  /** As of a verified request's mark. */
  isIntercepted = false;
  #payload: WebhookPayloadData | undefined;

  constructor(private readonly letThrough: LetThrough) {
    this.route = letThrough.route;
  }

  /** What was received, whoever sent it. */
  get payload(): WebhookPayloadData {
    return (this.#payload ??= decodeReceived(this.letThrough));
  }

  logFault(text: string): void {
    this.letThrough.logFault(text);
  }
}

interface MarkedRequest {
  [UNVERIFIED]?: UnverifiedMark;
}

export function markUnverified(letThrough: LetThrough): void {
  (letThrough.request as MarkedRequest)[UNVERIFIED] = new UnverifiedMark(letThrough);
}

/** Whether the request was let through on this very route. */
export function isLetThroughFor(request: object, route: HandlerRef): boolean {
  return (request as MarkedRequest)[UNVERIFIED]?.route === route;
}

/** The mark of a request that was let through to this handler. */
export function readUnverifiedMark(
  request: object,
  { controller, handler }: HandlerRef,
): UnverifiedMark | undefined {
  const mark = (request as MarkedRequest)[UNVERIFIED];
  return mark?.route.controller === controller && mark?.route.handler === handler ? mark : undefined;
}

/** From the raw body; where that was lost, what the framework has parsed. */
function decodeReceived({ request, target }: LetThrough): WebhookPayloadData {
  const { method, headers, rawBody } = request;
  const { body } = request as { readonly body?: unknown };
  const isQuery = method === 'GET' || method === 'HEAD';
  if (isMissing(rawBody) && !isQuery && isRecord(body)) return body;
  return decodePayload({ method, headers, url: target, body: rawBody }) ?? {};
}

function isRecord(value: unknown): value is WebhookPayloadData {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
