import type { ExecutionContext } from '@nestjs/common';

import { accepts } from '../credentials/accept-option.js';
import { isObject } from '../errors/is-object.js';
import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import {
  decodePayload,
  hasQueryPayload,
  isMissing,
  removeUrlToken,
  type WebhookPayloadData,
} from '../signature/internal.js';
import type { UnverifiedWebhookData, VerifiedWebhookData } from '../verified/verified-webhook.js';
import type { WebhookRoute } from './webhook-route.js';

const VERIFIED = Symbol.for('nestjs-signalwire-webhook:verified');

/** A separate symbol, so that code that checks for verified requests cannot mistake one for the other. */
const UNVERIFIED = Symbol.for('nestjs-signalwire-webhook:unverified');

const UNVERIFIED_WEBHOOK: UnverifiedWebhookData = Object.freeze({ verified: false });

interface RequestWithState {
  [VERIFIED]?: VerifiedState;
  [UNVERIFIED]?: UnverifiedState;
}

/** The state of a verified request. */
export interface VerifiedState {
  readonly webhook: VerifiedWebhookData;
  /** The route in one instance of the module. A different instance verifies the request again. */
  readonly route: WebhookRoute;
  /** Whether a response interceptor has run for the request. A second interceptor has no effect. */
  isIntercepted: boolean;
}

export interface AllowedRequest {
  readonly request: IncomingWebhookRequest;
  /** The request target as received. */
  readonly target: string;
  readonly route: WebhookRoute;
  /** Logs an error of the request, within bounds. */
  readonly logError: (text: string) => void;
}

/** The state of an unverified request that `mode: 'report'` allowed. */
export class UnverifiedState {
  readonly webhook = UNVERIFIED_WEBHOOK;
  readonly signatureFormat = undefined;
  readonly route: WebhookRoute;
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

/** Set on Node's request if it has a signature header and its response has not ended. */
export const OBSERVED = Symbol.for('nestjs-signalwire-webhook:observed');

export interface ObservedRequest {
  [OBSERVED]?: { isReached: boolean };
}

/** Records that the request reached the guard, which logs the result. */
export function setReached(request: { readonly raw?: unknown }): void {
  const observed = ((request.raw ?? request) as ObservedRequest)[OBSERVED];
  if (observed) observed.isReached = true;
}

export function setVerified(request: object, webhook: VerifiedWebhookData, route: WebhookRoute): void {
  (request as RequestWithState)[VERIFIED] = { webhook, route, isIntercepted: false };
}

export function setUnverified(allowed: AllowedRequest): void {
  (allowed.request as RequestWithState)[UNVERIFIED] = new UnverifiedState(allowed);
}

/** Whether the request was verified or allowed for this route, with the options of this route. */
export function hasPassed(request: object, route: WebhookRoute): boolean {
  const { [VERIFIED]: verified, [UNVERIFIED]: unverified } = request as RequestWithState;
  return verified?.route === route || unverified?.route === route;
}

/** Returns the state of a request that was verified for the current handler. */
export function readVerifiedState(context: ExecutionContext): VerifiedState | undefined {
  return ofHandler(requestOf(context)?.[VERIFIED], context);
}

/** Returns the state of an unverified request that was allowed for the current handler. */
export function readUnverifiedState(context: ExecutionContext): UnverifiedState | undefined {
  return ofHandler(requestOf(context)?.[UNVERIFIED], context);
}

/** Outside HTTP, for example in GraphQL, there may be no request. */
function requestOf(context: ExecutionContext): RequestWithState | undefined {
  return context.switchToHttp().getRequest<RequestWithState | undefined>();
}

/** A request may pass several handlers, each with different options. */
function ofHandler<State extends { readonly route: WebhookRoute }>(
  state: State | undefined,
  context: ExecutionContext,
): State | undefined {
  const isSame =
    state?.route.controller === context.getClass() && state.route.handler === context.getHandler();
  return isSame ? state : undefined;
}

/** Decodes the raw body. If it was lost, returns the body that the framework has parsed. */
function decodeReceived({ request, target, route }: AllowedRequest): WebhookPayloadData {
  const { method, headers, rawBody } = request;
  const { body } = request as { readonly body?: unknown };
  if (isMissing(rawBody) && !hasQueryPayload(method) && isObject(body) && !ArrayBuffer.isView(body))
    return body;
  const payload = decodePayload({ method, headers, url: target, body: rawBody }) ?? {};
  return accepts(route.options.accept, 'url-token') ? removeUrlToken(method, payload) : payload;
}
