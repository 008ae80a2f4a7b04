/**
 * Kind of a `signingKey`:
 *
 * - `signing-key`: the project's signing key (`PSK_…`), as SignalWire documents it.
 * - `api-token`: the project's API token (`PT…`), for a project that signs with its token. Every other usable key is still
 *   accepted.
 *
 * @publicApi
 */
export type SigningKeyKind = 'signing-key' | 'api-token';

export const DEFAULT_KEY_KIND: SigningKeyKind = 'signing-key';

/** Follows the name of the option. It does not show the value, which may be the key. */
export const KEY_KIND_MISCONFIGURATION =
  "must be 'signing-key', the default, or 'api-token', for a project that signs with its API token (PT…).";

export function isKeyKind(value: unknown): value is SigningKeyKind {
  return value === 'signing-key' || value === 'api-token';
}
