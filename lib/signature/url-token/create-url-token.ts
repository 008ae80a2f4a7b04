import { formatUrlToken } from './url-token.js';
import {
  DEFAULT_EXPIRES_IN,
  findExpiresInMisconfiguration,
  findScopeMisconfiguration,
  readBind,
  throwIf,
  type UrlTokenRequest,
} from './url-token-request.js';
import { findUrlTokenSecretMisconfiguration } from './url-token-secret.js';

/**
 * The options of {@link createUrlToken}.
 *
 * @publicApi
 */
export interface CreateUrlTokenOptions extends UrlTokenRequest {
  /** A secret of the application, of at least 32 bytes; not the signing key. */
  readonly secret: string;
  /**
   * Time in milliseconds for which the token is valid, rounded up to seconds; at most 24 hours.
   *
   * @default 3_600_000
   */
  readonly expiresIn?: number;
}

/**
 * Creates a token for a request that SignalWire does not sign, such as the WebSocket handshake of a media stream. For HTTP routes,
 * `SignalWireWebhookUrls` creates the whole URL.
 *
 * Anyone who has the token can send such requests, as often as they like, until it expires.
 *
 * @returns the token: `v1.<expiry>.<HMAC>`, 50 to 55 characters of `A-Z a-z 0-9 - _ .`
 * @throws TypeError if an option is unusable. The message contains no secret and no value.
 *
 * @example
 * ```ts
 * const url = `wss://example.com/media/${call.call_id}`;
 * const token = createUrlToken({ secret, url, bind: { call_id: call.call_id } });
 * ```
 *
 * @publicApi
 */
export function createUrlToken(options: CreateUrlTokenOptions): string {
  const { secret, url, method = 'GET', bind = {}, expiresIn = DEFAULT_EXPIRES_IN } = options;
  throwIf(typeof secret === 'string' ? findUrlTokenSecretMisconfiguration(secret, 'secret') : NO_SECRET);
  throwIf(findScopeMisconfiguration(url, method));
  throwIf(findExpiresInMisconfiguration(expiresIn));
  const bound = readBind(bind);
  if (typeof bound === 'string') throw new TypeError(bound);
  return formatUrlToken(secret, { url, method, bind: bound }, Date.now() + expiresIn);
}

const NO_SECRET =
  'secret must be one string of at least 32 bytes. Pass the newest secret of a list: secret: secrets[0]';
