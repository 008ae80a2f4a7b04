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
 * How resolved keys are cached. Times are in milliseconds.
 *
 * @publicApi
 */
export interface SigningKeyCacheOptions {
  /** How long keys serve before the resolver is asked again. @default 60_000 */
  readonly ttl?: number;
  /** How long keys serve beyond their `ttl` while the resolver fails. @default 3_600_000 */
  readonly staleFor?: number;
  /**
   * The least time between two lookups of one project, found or failed. Where no cached key matches, the resolver is
   * asked once more, at most this often; so this is how soon a rotated key is honoured. @default 1_000
   */
  readonly refreshInterval?: number;
  /**
   * The time limit of one lookup, with the waiting for its turn; SignalWire itself gives up after 5 seconds.
   * @default 2_000
   */
  readonly resolveTimeout?: number;
  /** How many verified projects are remembered; the least recently verified goes first. @default 10_000 */
  readonly maxProjects?: number;
  /**
   * How many lookups in one `refreshInterval` (at least a second) may be made for requests that are not verified. Project
   * ids come from strangers: this bounds what they cost the store. A lookup for a request that is then verified does not
   * count. As many lookups wait for their turn; beyond that one of them gets 503, at random. @default 100
   */
  readonly maxUnverifiedLookups?: number;
  /**
   * The projects that count as known before a request of theirs was verified: their first requests do not wait behind the
   * ids that strangers invent. A list, or a function that gives one; it is called at start and again after `ttl`. Where
   * `key` is set, what `key` gives for these projects.
   *
   * @default none
   *
   * @example
   * ```ts
   * signingKeyCache: { knownProjects: () => projects.findAllIds() }
   * ```
   */
  readonly knownProjects?: readonly string[] | (() => readonly string[] | Promise<readonly string[]>);
  /**
   * What tells one set of resolved keys from another. Set it if the resolver decides by the URL or the headers: resolved
   * keys are shared between requests of the same cache key. A request for which it throws is rejected as
   * `unknown-project`.
   *
   * @default the route's `project`, or else the claimed project id
   *
   * @example
   * ```ts
   * signingKeyCache: { key: ({ url }) => new URL(url).host }
   * ```
   */
  readonly key?: (context: SigningKeyContext) => string;
}

/** What bounds a cache of secrets. */
export type SecretCacheLimits = Required<Omit<SigningKeyCacheOptions, 'key' | 'knownProjects'>>;

export const SIGNING_KEY_CACHE_TABLE = {
  ttl: milliseconds({ min: 0, default: 60_000 }),
  staleFor: milliseconds({ min: 0, default: 3_600_000 }),
  refreshInterval: milliseconds({ min: 0, default: 1_000 }),
  resolveTimeout: milliseconds({ max: MAX_TIMER, default: 2_000 }),
  maxProjects: wholeNumber({ default: 10_000 }),
  maxUnverifiedLookups: wholeNumber({ default: 100 }),
  knownProjects: option({
    isUsable: (value) => typeof value === 'function' || isListOfProjects(value),
    wanted: 'a list of projects, each a string that is not empty, or a function that returns one',
    example: "['<project id>']",
  }),
  key: functionOption('({ url }) => new URL(url).host'),
} satisfies OptionTable<SigningKeyCacheOptions>;

export function limitsOf(options: SigningKeyCacheOptions = {}): SecretCacheLimits {
  return withDefaults(options, SIGNING_KEY_CACHE_TABLE);
}

export function isListOfProjects(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    Array.from(value as unknown[]).every((project) => typeof project === 'string' && project !== '')
  );
}
