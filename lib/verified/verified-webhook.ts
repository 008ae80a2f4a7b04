import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';

export type { WebhookPayloadData };

/**
 * A method of authentication: SignalWire's signature or HTTP basic auth.
 *
 * @publicApi
 */
export type WebhookAuthentication = 'signature' | 'basic-auth';

/**
 * All that is known of a verified request; `@VerifiedWebhook()` injects it.
 *
 * `projectId`, `eventId` and `payload` are made when they are first read, so a copy by `{ ...webhook }` has not got them:
 * name them (`{ projectId: webhook.projectId }`). `JSON.stringify(webhook)` has all fields.
 *
 * @publicApi
 */
export interface VerifiedWebhookData<Payload = WebhookPayloadData> {
  /** Always, except on routes with `mode: 'report'`: there `@VerifiedWebhook()` may give an {@link UnverifiedWebhookData}. */
  readonly verified: true;
  /** The methods that verified the request: one, or several on a route with `accept: { allOf: […] }`. */
  readonly authentication: readonly WebhookAuthentication[];
  /** `undefined`, like `algorithm` and `keyIndex`, where basic auth alone was accepted. */
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  /** The URL in the form that was signed; with its credentials where SignalWire signed them. */
  readonly url: string;
  /** Which of the signing keys matched, from 0. When the newest is first, 0 everywhere means the others can go. */
  readonly keyIndex: number | undefined;
  /**
   * The project that sent the request, if the signature proves it: the claimed project with `projects` or a resolver that reads
   * `claimedProjectId`, otherwise the project that a signed JSON object names. `undefined` for a form or a query that a plain key
   * verified, without a signature, and if the route's `project` or `signingKeyCache.key` selected the keys.
   *
   * @see `docs/signing-keys.md`
   */
  readonly projectId: string | undefined;
  /**
   * The identity of the event, 64 hexadecimal digits, made when it is first read. It depends on the signed string and on the
   * configuration alone, so that retries and replays of one request have the same one. On a route with `once.key` it is made of
   * that key.
   *
   * @see `docs/once.md`
   */
  readonly eventId: string;
  /** Decoded from the verified bytes when it is first read. A form says what the signed canonical string says. */
  readonly payload: Payload;
}

const VERIFIED = Symbol.for('nestjs-signalwire-webhook:verified');

/** The handler that a verification is good for; a request may meet several, each with options of its own. */
export interface HandlerRef {
  readonly controller: unknown;
  readonly handler: unknown;
}

/** What a verified request carries. */
export interface VerifiedState {
  readonly webhook: VerifiedWebhookData;
  /** Of one module's options: another instance of the module verifies for itself. */
  readonly route: HandlerRef;
  /** The response interceptor has met the request; where it stands twice, the second passes through. */
  isIntercepted: boolean;
}

interface RequestWithState {
  [VERIFIED]?: VerifiedState;
}

export function setVerified(request: object, webhook: VerifiedWebhookData, route: HandlerRef): void {
  (request as RequestWithState)[VERIFIED] = { webhook, route, isIntercepted: false };
}

/** Whether the request was verified for this very route, by the options that it has. */
export function isVerifiedFor(request: object, route: HandlerRef): boolean {
  return (request as RequestWithState)[VERIFIED]?.route === route;
}

/** The state of a request that was verified for this handler. */
export function readVerifiedState(
  request: object,
  { controller, handler }: HandlerRef,
): VerifiedState | undefined {
  const state = (request as RequestWithState)[VERIFIED];
  return state?.route.controller === controller && state?.route.handler === handler ? state : undefined;
}

export function readVerified(request: object, handlerRef: HandlerRef): VerifiedWebhookData | undefined {
  return readVerifiedState(request, handlerRef)?.webhook;
}
