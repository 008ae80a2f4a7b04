import { expiryOf, findSecretOf, parseUrlToken } from './url-token.js';
import { findScopeMisconfiguration, readBind, throwIf, type UrlTokenRequest } from './url-token-request.js';
import { findUrlTokenSecretMisconfiguration, toSecretList } from './url-token-secret.js';

/**
 * The options of {@link verifyUrlToken}.
 *
 * @publicApi
 */
export interface VerifyUrlTokenOptions extends UrlTokenRequest {
  /** The secret, or a list of at most ten during a rotation. */
  readonly secret: string | readonly string[];
}

/**
 * Reason of a rejection. It is for the operator's log only; do not send it to the caller.
 *
 * - `missing-token`: there is no token.
 * - `malformed-token`: the token is not in the form that `createUrlToken` returns. In a URL also: it is repeated or encoded, a
 *   parameter follows it although the method is not GET or HEAD, or the URL has a fragment.
 * - `expired-token`: its time is over.
 * - `token-mismatch`: it was created with a different secret, for a different method or URL, or for different bound values.
 *
 * @publicApi
 */
export type UrlTokenRejectionReason =
  'missing-token' | 'malformed-token' | 'expired-token' | 'token-mismatch';

/**
 * Result of {@link verifyUrlToken}.
 *
 * @publicApi
 */
export type UrlTokenVerificationResult =
  | {
      readonly verified: true;
      /** Index of the secret that created the token. If it is always 0, you can remove the other secrets. */
      readonly secretIndex: number;
      /** Time from which the token is no longer accepted. */
      readonly expiresAt: Date;
    }
  | { readonly verified: false; readonly reason: UrlTokenRejectionReason };

/**
 * Verifies a token that {@link createUrlToken} created. It compares in constant time, and never throws on a received token, URL
 * or value.
 *
 * @param token the received token
 * @throws TypeError if `secret` is unusable. The message contains no secret.
 *
 * @example
 * ```ts
 * const token = request.headers.authorization?.replace(/^Bearer /, '');
 * const url = `wss://example.com${request.url}`;
 * const result = verifyUrlToken(token, { secret, url, bind: { call_id: request.params.callId } });
 * if (!result.verified) socket.close(1008);
 * ```
 *
 * @publicApi
 */
export function verifyUrlToken(token: unknown, options: VerifyUrlTokenOptions): UrlTokenVerificationResult {
  const { secret, url, method = 'GET', bind = {} } = options;
  throwIf(findUrlTokenSecretMisconfiguration(secret, 'secret'));
  if (token === undefined || token === null || token === '') return rejectUrlToken('missing-token');
  const parsed = parseUrlToken(token);
  if (parsed === undefined) return rejectUrlToken('malformed-token');
  const expiresAt = expiryOf(parsed);
  if (expiresAt <= Date.now()) return rejectUrlToken('expired-token');
  const bound = readBind(bind);
  if (typeof bound === 'string' || findScopeMisconfiguration(url, method) !== undefined)
    return rejectUrlToken('token-mismatch');
  const secretIndex = findSecretOf(parsed, { url, method, bind: bound }, toSecretList(secret));
  return secretIndex < 0
    ? rejectUrlToken('token-mismatch')
    : { verified: true, secretIndex, expiresAt: new Date(expiresAt) };
}

function rejectUrlToken(reason: UrlTokenRejectionReason): UrlTokenVerificationResult {
  return { verified: false, reason };
}
