import {
  type BoundValues,
  findSecretOf,
  hasQueryPayload,
  parsePayload,
  readUrlToken,
  removeUrlToken,
  toBytes,
  type UnverifiedPayload,
  type WebhookPayloadData,
} from '../signature/internal.js';
import { receivedContent } from '../request/received-content.js';
import type { UrlTokenRejectionReason, WebhookRequest } from '../signature/index.js';
import type { UrlTokenSettings } from './url-token-options.js';

/** Why a URL token, or the payload that it is bound to, is rejected. */
export type UrlTokenRejection =
  UrlTokenRejectionReason | 'malformed-body' | 'body-not-signed' | 'unsupported-content-type';

/** What a verified URL token proves. */
export interface VerifiedUrlToken {
  readonly payload: WebhookPayloadData;
  /** The values that the token is bound to. */
  readonly bound: BoundValues;
}

/**
 * Verifies the token in the URL of a request. Name, form and expiry are checked before the payload is parsed, and it is
 * decoded only if the token matches.
 *
 * A GET must not have a body: otherwise the bound values could be in the body, and different values in the query.
 *
 * @returns the reason if the token or the payload is rejected
 */
export function verifyRequestToken(
  request: WebhookRequest,
  { bind, secrets }: UrlTokenSettings,
): VerifiedUrlToken | UrlTokenRejection {
  const { method } = request;
  const received = readUrlToken(method, request.url);
  if (typeof received === 'string') return received;
  if (hasQueryPayload(method) && (toBytes(request.body)?.length ?? 0) > 0) return 'body-not-signed';
  const payload = parsePayload(request);
  if (payload === undefined)
    return receivedContent(request) === 'other' ? 'unsupported-content-type' : 'malformed-body';
  const bound = readBoundValues(payload, bind);
  if (bound === undefined) return 'token-mismatch';
  const scope = { method, url: received.url, bind: bound };
  return findSecretOf(received.token, scope, secrets) < 0
    ? 'token-mismatch'
    : { payload: removeUrlToken(method, payload.decode()), bound };
}

/** Returns `undefined` if a value is missing, empty, repeated, nested or not a string. */
export function readBoundValues(
  { read }: UnverifiedPayload,
  bind: readonly string[],
): BoundValues | undefined {
  const bound: Record<string, string> = {};
  for (const name of bind) {
    const value = read(name);
    if (typeof value !== 'string' || value === '') return undefined;
    bound[name] = value;
  }
  return bound;
}
