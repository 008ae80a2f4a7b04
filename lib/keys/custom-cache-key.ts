import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isInstance } from '../errors/is-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyCacheOptions } from './key-cache-options.js';
import { type KeyLookup, wholeContext } from './key-lookup.js';

type KeyFunction = NonNullable<SigningKeyCacheOptions['key']>;

const NEVER = new AbortController().signal;
const UNCLAIMED_PROJECT = 'a-project-of-nobody';

/** Calls the function `signingKeyCache.key`, whose argument anyone can send. */
export class CustomCacheKey {
  private hasWarned = false;

  constructor(
    private readonly key: KeyFunction,
    private readonly warn: (message: string) => void,
  ) {}

  /**
   * Returns `undefined` if the function throws: an unverified request may contain anything, so no keys are selected.
   *
   * @throws SignalWireWebhookConfigurationError if the function does not return a string
   */
  of(lookup: KeyLookup): string | undefined {
    let key: unknown;
    try {
      key = this.call(lookup);
    } catch (error) {
      this.warnOnce(error);
      return undefined;
    }
    if (typeof key === 'string') return key;
    throw new SignalWireWebhookConfigurationError(
      `signingKeyCache.key returned ${isInstance(key, Promise) ? 'a Promise' : `a value of type ${typeof key}`}; it must return a ` +
        'string. Fix: signingKeyCache: { key: ({ url }) => new URL(url).host }',
    );
  }

  /** Returns whether the claimed project selects the cache key: a different claimed project would have a different key. */
  dependsOnClaimedProject(lookup: KeyLookup, key: string): boolean {
    try {
      return this.call({ ...lookup, claimedProjectId: UNCLAIMED_PROJECT }) !== key;
    } catch {
      return true;
    }
  }

  private call(lookup: KeyLookup): unknown {
    const key: unknown = this.key(wholeContext(lookup, NEVER).context);
    if (typeof key !== 'string') ignoreRejection(key);
    return key;
  }

  private warnOnce(error: unknown): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.warn(
      `signingKeyCache.key threw an error (${describeThirdPartyError(error)}). Each request for which it throws is rejected as ` +
        'unknown-project. This warning is logged once. Fix: let the function return a string for every request.',
    );
  }
}
