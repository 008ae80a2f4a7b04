import type { RejectionReason } from '../signalwire-webhook.exception.js';
import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import type { WebhookAuthentication } from '../verified/verified-webhook.js';
import type { VerificationMode } from './mode-options.js';

/**
 * What came of a request:
 *
 * - `verified`: it was proven to come from SignalWire.
 * - `rejected`: it was not; `reason` says why.
 * - `duplicate`: it was verified, and its event had been handled before.
 * - `keys-unavailable`: the signing keys or the credentials were unavailable (503).
 * - `configuration-error`: a fault on our side (500), which the log describes.
 *
 * @publicApi
 */
export type WebhookResult =
  'verified' | 'rejected' | 'duplicate' | 'keys-unavailable' | 'configuration-error';

/**
 * One decision of the guard. Frozen. It never holds a key, a signature, a query or a body.
 *
 * @publicApi
 */
export interface WebhookOutcome {
  readonly result: WebhookResult;
  /** Why it was rejected; `undefined` for any other result. */
  readonly reason: RejectionReason | undefined;
  /** In `report` the guard let the request through whatever the result. */
  readonly mode: VerificationMode;
  /** The handler: `VoiceController.inbound`. */
  readonly route: string;
  /** What proved a verified request. */
  readonly authentication: readonly WebhookAuthentication[] | undefined;
  /** Of a rejected request what it claimed, as far as that was read. `undefined` where there is no signature. */
  readonly signatureFormat: SignatureFormat | undefined;
  readonly algorithm: SignatureAlgorithm | undefined;
  /** Which of the signing keys matched, from 0: the newest. */
  readonly keyIndex: number | undefined;
  /** The project that is proven to have sent a verified request. */
  readonly projectId: string | undefined;
  /** The request's id: Fastify's or a logger's `request.id`, or a well-formed `x-request-id` header. */
  readonly requestId: string | undefined;
  /** When it was decided, in milliseconds since 1970. */
  readonly time: number;
  /** How long the decision took, in milliseconds; the handler's time is not part of it. */
  readonly duration: number;
}
