import { describeSetting } from '../signature/options/describe-value.js';
import { describeMisconfiguration, type OptionPlace, type OptionTable } from '../signature/options/option.js';
import { group } from '../signature/options/option-set.js';
import { findUrlTokenSecretMisconfiguration, toSecretList } from '../signature/internal.js';

/**
 * Options of a route that accepts URL tokens.
 *
 * @publicApi
 */
export interface UrlTokenOptions {
  /**
   * Names of the payload fields whose values the token is bound to. Each is a non-empty string at the top level of the payload. A
   * request whose values differ from those for which the URL was created is rejected.
   *
   * @example
   * ```ts
   * bind: ['call_id', 'function']
   * ```
   */
  readonly bind: readonly string[];
}

/** Option of a route that accepts URL tokens. */
export interface UrlTokenRouteOptions {
  /**
   * Binds the URL tokens of the route to values of the payload. Required if `accept` contains `'url-token'`.
   *
   * @see `docs/how-to/unsigned-webhooks.md`
   */
  readonly urlToken?: UrlTokenOptions;
}

/** Option of the module for URL tokens. */
export interface UrlTokenModuleOptions {
  /**
   * Secret of the URL tokens: at least 32 bytes, not a signing key. During a rotation, a list: the first
   * secret creates tokens, and all verify them. Required if a route accepts URL tokens.
   *
   * To rotate it without rejecting valid calls, deploy `[old, new]` to every process first, then `[new, old]`, and `[new]` when the
   * tokens of the old secret have expired.
   */
  readonly urlTokenSecret?: string | readonly string[];
}

/** Each bound value is a part of the text that the HMAC covers. */
const MAX_BOUND = 10;
const EXAMPLE = "['call_id', 'function']";

const URL_TOKEN_TABLE = {
  bind: { default: undefined, isRequired: true, check: findBindMisconfiguration },
} satisfies OptionTable<UrlTokenOptions>;

export const URL_TOKEN_ROUTE_TABLE = {
  urlToken: group({ table: URL_TOKEN_TABLE, example: `{ bind: ${EXAMPLE} }` }),
} satisfies OptionTable<UrlTokenRouteOptions>;

export const URL_TOKEN_MODULE_TABLE = {
  urlTokenSecret: {
    default: undefined,
    check: (value, { name }) => findUrlTokenSecretMisconfiguration(value, name),
  },
} satisfies OptionTable<UrlTokenModuleOptions>;

function findBindMisconfiguration(bind: unknown, { name }: OptionPlace): string | undefined {
  const names: readonly unknown[] = Array.isArray(bind) ? Array.from(bind as unknown[]) : [];
  const isUsable =
    names.length > 0 &&
    names.length <= MAX_BOUND &&
    names.every((each) => typeof each === 'string' && each !== '' && each !== '__proto__') &&
    new Set(names).size === names.length;
  if (isUsable) return undefined;
  const wanted = `a list of 1 to ${MAX_BOUND} names of payload fields, each once`;
  return describeMisconfiguration(name, describeSetting(bind), wanted, EXAMPLE);
}

/** What a route needs to verify URL tokens. */
export interface UrlTokenSettings {
  readonly bind: readonly string[];
  readonly secrets: readonly string[];
}

/** Returns the settings of a route that accepts URL tokens, or describes what it lacks, with the fix. */
export function urlTokenSettings(
  route: string,
  { urlToken }: UrlTokenRouteOptions,
  { urlTokenSecret }: UrlTokenModuleOptions,
): UrlTokenSettings | string {
  if (urlToken === undefined || urlToken.bind.length === 0)
    return (
      `${route} accepts URL tokens, but urlToken is not set, so a token would be valid for every call. Fix: ` +
      `@SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ${EXAMPLE} } })`
    );
  if (urlTokenSecret === undefined)
    return (
      `${route} accepts URL tokens, but urlTokenSecret is not set. Create it with openssl rand -base64 32. Fix, in ` +
      "SignalWireWebhookModule, or in a test in overrideSignalWireWebhook(): urlTokenSecret: process.env.URL_TOKEN_SECRET ?? ''"
    );
  return { bind: urlToken.bind, secrets: toSecretList(urlTokenSecret) };
}

/** Describes a secret that is a signing key, too; `undefined` if none is. */
export function findSharedSecret(
  { urlTokenSecret }: UrlTokenModuleOptions,
  signingKeys: readonly string[],
): string | undefined {
  if (urlTokenSecret === undefined) return undefined;
  return toSecretList(urlTokenSecret).some((secret) => signingKeys.includes(secret))
    ? 'urlTokenSecret is a signing key, too. A secret with two uses cannot be rotated for one of them. Fix: create one with `openssl rand -base64 32`'
    : undefined;
}
