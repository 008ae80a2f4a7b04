import type { RejectionReason } from '../signalwire-webhook.exception.js';
import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import type { WebhookAuthentication } from '../verified/verified-webhook.js';
import type { VerificationMode } from './mode-options.js';

/**
 * Result of a request:
 *
 * - `verified`: the request was verified.
 * - `rejected`: the request was not verified; `reason` contains the reason.
 * - `duplicate`: the request was verified, and its event had been handled before.
 * - `keys-unavailable`: the signing keys or the credentials were unavailable (503).
 * - `configuration-error`: the verification failed because of an error in the application (500), which the log describes.
 *
 * @publicApi
 */
export type WebhookResult =
  'verified' | 'rejected' | 'duplicate' | 'keys-unavailable' | 'configuration-error';

/**
 * One result of the guard, frozen. It never contains a key, a signature, a query or a body.
 *
 * @publicApi
 */
export interface WebhookOutcome {
  /** Result of the request. */
  readonly result: WebhookResult;
  /** Reason of a rejection; `undefined` for every other result. */
  readonly reason: RejectionReason | undefined;
  /** In `report` mode the guard allowed the request, even if it was not verified. */
  readonly mode: VerificationMode;
  /** Controller and handler, such as `VoiceController.inbound`. */
  readonly route: string;
  /** Methods that verified the request. */
  readonly authentication: readonly WebhookAuthentication[] | undefined;
  /** Format of the signature; for a rejected request as received, if it was read. `undefined` without a signature. */
  readonly signatureFormat: SignatureFormat | undefined;
  /** Hash algorithm of the signature; `undefined` unless a signature was verified. */
  readonly algorithm: SignatureAlgorithm | undefined;
  /** Index of the signing key that matched; 0 is the newest key. */
  readonly keyIndex: number | undefined;
  /** The verified project of a verified request. */
  readonly projectId: string | undefined;
  /** Request ID: `request.id` of Fastify or of a logger, or a well-formed `x-request-id` header. */
  readonly requestId: string | undefined;
  /** Time of the result, in milliseconds since 1970. */
  readonly time: number;
  /** Duration of the verification in milliseconds, without the handler. */
  readonly duration: number;
}
