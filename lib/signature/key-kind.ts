/**
 * What kind of secret a `signingKey` is:
 *
 * - `signing-key`: the project's Signing Key (`PSK_…`), as SignalWire documents it.
 * - `api-token`: the project's API token (`PT…`), for a project that really signs with it. Any other usable key stays allowed.
 *
 * @publicApi
 */
export type SigningKeyKind = 'signing-key' | 'api-token';

export const DEFAULT_KEY_KIND: SigningKeyKind = 'signing-key';

/** Follows the name of the option; it does not show the value, which may be the key itself. */
export const KEY_KIND_MISCONFIGURATION =
  "must be 'signing-key', the default, or 'api-token', for a project that signs with its API token (PT…).";

export function isKeyKind(value: unknown): value is SigningKeyKind {
  return value === 'signing-key' || value === 'api-token';
}
