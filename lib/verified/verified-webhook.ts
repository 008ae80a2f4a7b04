import type { SignatureAlgorithm, SignatureFormat } from '../signature/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';

export type { WebhookPayloadData };

/**
 * A method of authentication: SignalWire's signature, HTTP basic auth, or a token in the URL that the application created.
 *
 * @publicApi
 */
export type WebhookAuthentication = 'signature' | 'basic-auth' | 'url-token';

/**
 * Data of a verified request; `@VerifiedWebhook()` injects it.
 *
 * `projectId`, `eventId` and `payload` are computed on first access, so spreading (`{ ...webhook }`) does not copy them. Read them
 * explicitly: `{ projectId: webhook.projectId }`. `JSON.stringify(webhook)` contains all fields.
 *
 * @publicApi
 */
export interface VerifiedWebhookData<Payload = WebhookPayloadData> {
  /** Always `true`. On routes with `mode: 'report'`, `@VerifiedWebhook()` may inject an {@link UnverifiedWebhookData} instead. */
  readonly verified: true;
  /** Methods that verified the request: one, or several on a route with `accept: { allOf: […] }`. */
  readonly authentication: readonly WebhookAuthentication[];
  /** Format of the signature. It is `undefined`, like `algorithm` and `keyIndex`, if no signature was verified. */
  readonly signatureFormat: SignatureFormat | undefined;
  /** Hash algorithm of the signature; `undefined` if no signature was verified. */
  readonly algorithm: SignatureAlgorithm | undefined;
  /** The URL as SignalWire signed it, with credentials if they were signed. The value of a URL token is masked. */
  readonly url: string;
  /** Public URL of the request: scheme, host and path prefix, without a trailing slash. {@link actionUrl} uses it. */
  readonly publicUrl: string;
  /** Index of the signing key that matched. If the newest key is first and the index is always 0, you can remove the other keys. */
  readonly keyIndex: number | undefined;
  /**
   * Verified project of the request. With `projects`, or a resolver that reads `claimedProjectId`, it is the claimed project;
   * otherwise it is the project in a signed JSON object. It is `undefined` for a form or a query that a plain key verified, without
   * a signature, and if the route's `project` or `signingKeyCache.key` selected the keys.
   *
   * @see `docs/how-to/signing-keys.md`
   */
  readonly projectId: string | undefined;
  /**
   * Event ID, 64 hexadecimal digits, computed on first access. It depends only on the signed string and on the configuration, so
   * retries and replays of one request have the same event ID. On a route with `once.key` it depends on that key instead of the
   * signed string.
   *
   * @see `docs/how-to/once.md`
   */
  readonly eventId: string;
  /** Payload, decoded from the verified bytes on first access. A form contains exactly the parameters of the signed string. */
  readonly payload: Payload;
}

/**
 * Result that `@VerifiedWebhook()` injects for an unverified request that `mode: 'report'` allowed. It contains no data, because
 * none was verified. On such routes, declare the parameter's type as `VerifiedWebhookData | UnverifiedWebhookData`, and check
 * `verified`.
 *
 * @publicApi
 */
export interface UnverifiedWebhookData {
  /** Always `false`. */
  readonly verified: false;
  /** Always `undefined`: the request is unverified. */
  readonly authentication?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly signatureFormat?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly algorithm?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly url?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly publicUrl?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly keyIndex?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly projectId?: undefined;
  /** Always `undefined`: the request is unverified. */
  readonly eventId?: undefined;
  /** Always `undefined`: the request is unverified. `@WebhookPayload({ unverified: true })` injects the unverified payload. */
  readonly payload?: undefined;
}
