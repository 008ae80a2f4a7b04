import type { SignatureAlgorithm, SignatureScheme } from '../signature/index.js';

/**
 * The payload of a webhook, decoded from the verified bytes. Objects have no prototype, so that a parameter named
 * `__proto__` is a parameter like any other.
 *
 * @publicApi
 */
export type WebhookPayloadData = Record<string, unknown>;

/**
 * What proved a request: its signature, basic auth, or the two together.
 *
 * @publicApi
 */
export type WebhookAuthentication = 'signature' | 'basic-auth' | 'both';

/**
 * All that is known of a verified request; `@VerifiedWebhook()` injects it.
 *
 * @publicApi
 */
export interface VerifiedWebhookData<Payload = WebhookPayloadData> {
  /** What proved that it came from SignalWire. */
  readonly authentication: WebhookAuthentication;
  /** `undefined`, like `algorithm` and `keyIndex`, where basic auth alone was accepted. */
  readonly scheme: SignatureScheme | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  /** The URL in the form that was signed; with its credentials where SignalWire signed them. */
  readonly url: string;
  /** Which of the signing keys matched, from 0. When the newest is first, 0 everywhere means the others can go. */
  readonly keyIndex: number | undefined;
  /**
   * The project that the signed payload names: `AccountSid` of forms, `project_id` of JSON. `undefined` where nothing
   * proves it: without a signature, or where the route's `project` chose the keys of another one.
   */
  readonly projectId: string | undefined;
  readonly payload: Payload;
}

const VERIFIED = Symbol.for('nestjs-signalwire-webhook:verified');

interface MarkedRequest {
  [VERIFIED]?: { readonly webhook: VerifiedWebhookData; readonly route: VerifiedRoute };
}

/** A request may meet several handlers, each with options of its own. */
export interface VerifiedRoute {
  readonly controller: unknown;
  readonly handler: unknown;
}

export function markVerified(request: object, webhook: VerifiedWebhookData, route: VerifiedRoute): void {
  (request as MarkedRequest)[VERIFIED] = { webhook, route };
}

export function readVerified(
  request: object,
  { controller, handler }: VerifiedRoute,
): VerifiedWebhookData | undefined {
  const mark = (request as MarkedRequest)[VERIFIED];
  if (mark?.route.controller !== controller || mark?.route.handler !== handler) return undefined;
  return mark?.webhook;
}
