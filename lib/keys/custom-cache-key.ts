import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isInstance } from '../errors/is-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyCacheOptions } from './key-cache-options.js';
import { type KeyLookup, wholeContext } from './key-lookup.js';

type KeyFunction = NonNullable<SigningKeyCacheOptions['key']>;

const NEVER = new AbortController().signal;
const UNCLAIMED_PROJECT = 'a-project-of-nobody';

/** The function of `signingKeyCache.key`, which gets what strangers send. */
export class CustomCacheKey {
  private hasWarned = false;

  constructor(
    private readonly key: KeyFunction,
    private readonly warn: (message: string) => void,
  ) {}

  /**
   * `undefined` where the function throws: a stranger sent what it cannot read, and nobody's keys are meant.
   *
   * @throws SignalWireWebhookConfigurationError if it gives no string
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
      `signingKeyCache.key must give a string, and gave ${isInstance(key, Promise) ? 'a Promise' : typeof key}: ` +
        'for example signingKeyCache: { key: ({ url }) => new URL(url).host }.',
    );
  }

  /** Whether another claim would have had another key: only then did the claim select what was found. */
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
      `signingKeyCache.key threw: ${describeThirdPartyError(error)}. Such requests are rejected as unknown-project; ` +
        'this is logged once.',
    );
  }
}
