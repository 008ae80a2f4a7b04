import { normalizeName } from '../signature/options/nearest-name.js';
import {
  functionOption,
  MAX_TIMER,
  milliseconds,
  option,
  type OptionTable,
  wholeNumber,
  withDefaults,
} from '../signature/options/option.js';
import type { SigningKeyContext } from './key-source.js';

/**
 * Options of the cache of resolved keys. Times are in milliseconds.
 *
 * @publicApi
 */
export interface SigningKeyCacheOptions {
  /** Time to live of resolved keys. @default 60_000 */
  readonly ttl?: number;
  /** Time beyond `ttl` for which keys are used while the resolver fails. @default 3_600_000 */
  readonly staleFor?: number;
  /**
   * Minimum time between two lookups of one project. If no cached key matches, the resolver is called once more, at most once per
   * interval, so a rotated key is accepted after this time. @default 1_000
   */
  readonly refreshInterval?: number;
  /**
   * Time limit of one lookup, including the wait for a permit. SignalWire stops waiting for a response after 5 seconds.
   * @default 2_000
   */
  readonly resolveTimeout?: number;
  /**
   * Maximum number of lookups for unverified requests per `refreshInterval` (at least one second). Anyone can invent project IDs,
   * so this limit protects the store. A lookup for a request that is then verified does not count. The same number of lookups may
   * wait; beyond that, a random waiting request gets 503. @default 100
   */
  readonly maxUnverifiedLookups?: number;
  /**
   * Projects that are known before their first verified request, so that this request does not wait behind invented project IDs.
   * Use a list, or a function that returns a list. The function is called at startup, and again after `ttl`. If `key` is set, list
   * the cache keys of these projects.
   *
   * @default no projects
   *
   * @example
   * ```ts
   * signingKeyCache: { knownProjects: () => projects.findAllIds() }
   * ```
   */
  readonly knownProjects?: readonly string[] | (() => readonly string[] | Promise<readonly string[]>);
  /**
   * Returns the cache key of a request. Set it if the resolver reads the URL or the headers: requests with the same cache key share
   * their resolved keys. A request for which the function throws is rejected as `unknown-project`.
   *
   * @default the route's `project`, or else the claimed project ID
   *
   * @example
   * ```ts
   * signingKeyCache: { key: ({ url }) => new URL(url).host }
   * ```
   */
  readonly key?: (context: SigningKeyContext) => string;
}

/** Limits of a cache of secrets. */
export interface SecretCacheLimits extends Required<Omit<SigningKeyCacheOptions, 'key' | 'knownProjects'>> {
  /** Maximum number of remembered verified IDs; the least recently verified ID is evicted. */
  readonly maxVerified: number;
}

export const SIGNING_KEY_CACHE_TABLE = {
  ttl: milliseconds({ min: 0, default: 60_000 }),
  staleFor: milliseconds({ min: 0, default: 3_600_000 }),
  refreshInterval: milliseconds({ min: 0, default: 1_000 }),
  resolveTimeout: milliseconds({ max: MAX_TIMER, default: 2_000 }),
  maxUnverifiedLookups: wholeNumber({ default: 100 }),
  knownProjects: option({
    isUsable: (value) => typeof value === 'function' || isListOfProjects(value),
    wanted: 'a list of projects, each a non-empty string, or a function that returns one',
    example: "['<project id>']",
  }),
  key: functionOption('({ url }) => new URL(url).host'),
} satisfies OptionTable<SigningKeyCacheOptions>;

/** Hints for options of former versions, by {@link normalizeName}. */
export const SIGNING_KEY_CACHE_HINTS = {
  [normalizeName('maxProjects')]:
    'The cache remembers up to 100,000 verified projects. Fix: remove the option',
};

/** An ID is remembered only after one of its requests was verified, or if startup looked up its secrets. */
const MAX_VERIFIED = 100_000;

export function limitsOf(options: SigningKeyCacheOptions = {}): SecretCacheLimits {
  return { ...withDefaults(options, SIGNING_KEY_CACHE_TABLE), maxVerified: MAX_VERIFIED };
}

export function isListOfProjects(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    Array.from(value as unknown[]).every((project) => typeof project === 'string' && project !== '')
  );
}
