import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
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
   * keys are shared between requests of the same cache key. A request for which it throws is refused as
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

const DEFAULTS: SecretCacheLimits = {
  ttl: 60_000,
  staleFor: 3_600_000,
  refreshInterval: 1_000,
  resolveTimeout: 2_000,
  maxProjects: 10_000,
  maxUnverifiedLookups: 100,
};

/** The longest time that a Node timer takes, about 24 days. */
const MAX_TIMEOUT = 2 ** 31 - 1;

export function limitsOf(options: SigningKeyCacheOptions = {}): SecretCacheLimits {
  const names = Object.keys(DEFAULTS) as (keyof SecretCacheLimits)[];
  return Object.fromEntries(names.map((name) => [name, options[name] ?? DEFAULTS[name]])) as never;
}

const CHECKS: Required<Record<keyof SigningKeyCacheOptions, [(value: unknown) => boolean, string]>> = {
  ttl: [isDuration, 'a number of milliseconds, such as 60_000'],
  staleFor: [isDuration, 'a number of milliseconds, such as 3_600_000'],
  refreshInterval: [isDuration, 'a number of milliseconds, such as 1_000'],
  resolveTimeout: [isTimeout, 'a number of milliseconds above 0, such as 2_000'],
  maxProjects: [isCount, 'a whole number above 0, such as 10_000'],
  maxUnverifiedLookups: [isCount, 'a whole number above 0, such as 100'],
  knownProjects: [
    (value) => typeof value === 'function' || isListOfProjects(value),
    "a list of projects, such as ['<project id>'], or a function that gives one",
  ],
  key: [(value) => typeof value === 'function', 'a function, such as ({ url }) => new URL(url).host'],
};

/** @throws SignalWireWebhookConfigurationError */
export function checkSigningKeyCacheOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw fault('signingKeyCache must be an object, such as signingKeyCache: { ttl: 60_000 }.');
  }
  for (const [name, value] of Object.entries(options)) {
    if (!isCacheOption(name)) {
      throw fault(
        `Unknown option "signingKeyCache.${name}". The options are ${Object.keys(CHECKS).join(', ')}.`,
      );
    }
    const [isUsable, wanted] = CHECKS[name];
    if (value !== undefined && !isUsable(value)) throw fault(`signingKeyCache.${name} must be ${wanted}.`);
  }
}

export function isListOfProjects(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((project) => typeof project === 'string' && project !== '');
}

function isCacheOption(name: string): name is keyof SigningKeyCacheOptions {
  return Object.hasOwn(CHECKS, name);
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isTimeout(value: unknown): boolean {
  return isDuration(value) && value > 0 && value <= MAX_TIMEOUT;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
