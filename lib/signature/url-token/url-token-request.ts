import { describeSetting, describeValue } from '../options/describe-value.js';

/**
 * Values by the names of payload fields. A value that a payload lacks is an error where a token is created, and a mismatch where one
 * is verified.
 *
 * @publicApi
 */
export type ValuesToBind = Readonly<Record<string, string | undefined>>;

/**
 * The request that a URL token is valid for.
 *
 * @publicApi
 */
export interface UrlTokenRequest {
  /**
   * URL that the token is created for, with its path and query, but without the token. The scheme may be `https`, `http`, `wss` or
   * `ws`. Letter case and default port of the origin do not matter; every byte of path and query does.
   */
  readonly url: string;
  /**
   * HTTP method of the request. HEAD counts as GET, which is also the method of a WebSocket handshake.
   *
   * @default 'GET'
   */
  readonly method?: string;
  /**
   * Values that the request must have, such as the ID of its call. They are not part of the token. Pass none only if the URL
   * itself contains what the token is for.
   *
   * @default {}
   */
  readonly bind?: ValuesToBind;
}

/** Checked values by name. */
export type BoundValues = Readonly<Record<string, string>>;

/** Time in milliseconds for which a token is valid by default. */
export const DEFAULT_EXPIRES_IN = 3_600_000;
const MAX_EXPIRES_IN = 24 * 3_600_000;

/** Describes why no token can be made for a URL and a method; `undefined` if one can. */
export function findScopeMisconfiguration(url: unknown, method: unknown): string | undefined {
  if (typeof url !== 'string' || !/^(https?|wss?):\/\/[^/?#]/i.test(url) || url.includes('#'))
    return "url must be an absolute URL without a fragment. Fix: url: 'wss://example.com/media'";
  if (typeof method !== 'string' || !/^[A-Z-]+$/.test(method))
    return "method must be an HTTP method in capitals. Fix: method: 'POST'";
  return undefined;
}

/** Returns the values, or describes why they cannot be bound. The text contains no value. */
export function readBind(bind: unknown): BoundValues | string {
  if (typeof bind !== 'object' || bind === null || Array.isArray(bind))
    return `bind is ${describeValue(bind)}; it must be an object. Fix: bind: { call_id: call.call_id }`;
  for (const [name, value] of Object.entries(bind as Readonly<Record<string, unknown>>)) {
    if (name === '__proto__' || name === '') return 'bind must not contain an empty name or __proto__.';
    if (typeof value !== 'string' || value === '')
      return `bind.${name} is ${value === '' ? 'empty' : describeValue(value)}; it must be a non-empty string. Does the payload have this field?`;
  }
  return bind as BoundValues;
}

/** Describes why `expiresIn` is unusable; `undefined` if it is usable. */
export function findExpiresInMisconfiguration(expiresIn: unknown): string | undefined {
  const isUsable = typeof expiresIn === 'number' && expiresIn > 0 && expiresIn <= MAX_EXPIRES_IN;
  return isUsable
    ? undefined
    : `expiresIn is ${describeSetting(expiresIn)}; it must be a number of milliseconds above 0, and at most 24 hours. Fix: expiresIn: 3_600_000`;
}

export function throwIf(misconfiguration: string | undefined): void {
  if (misconfiguration !== undefined) throw new TypeError(misconfiguration);
}
