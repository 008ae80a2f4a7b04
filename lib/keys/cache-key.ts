import { createHash } from 'node:crypto';

import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isInstance } from '../errors/is-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyCacheOptions } from './key-cache-options.js';
import type { KeyLookup, SigningKeyContext } from './key-source.js';
import { SecretSourceMisconfiguration } from './secret-lookup.js';

/**
 * All requests with one cache ID share their resolved keys. By default the ID is the project, so a resolver must not read the
 * URL or the headers. With a custom cache key (`signingKeyCache.key`), the application distinguishes the requests, and the
 * resolver may read the whole context.
 */

/** Cache ID of a lookup without a project. */
export const NO_PROJECT_ID = 'none';

/** Returns the cache IDs of a project. A route's project and a claimed project never share an ID. */
export function cacheIdsOf(project: string): readonly [route: string, claimed: string] {
  return [`route ${project}`, `claimed ${project}`];
}

const MAX_ID_LENGTH = 128;

/** Bounds the length of a custom cache key, which may contain unverified text. */
export function cacheIdOfKey(key: string): string {
  return `key ${key.length > MAX_ID_LENGTH ? createHash('sha256').update(key).digest('hex') : key}`;
}

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

/** The context that a resolver receives, and a record of the fields that the resolver read. */
export interface ObservedContext {
  readonly context: SigningKeyContext;
  readonly hasReadClaimedProject: () => boolean;
  /** @throws SecretSourceMisconfiguration if the resolver read a field that the cache key ignores, even if it caught the error */
  readonly check: () => void;
}

/** Returns a context whose fields the resolver may all read. A custom cache key distinguishes the requests. */
export function wholeContext(lookup: KeyLookup, signal: AbortSignal): ObservedContext {
  const { project, claimedProjectId, method, url, headers } = lookup;
  let hasReadClaimedProject = false;
  const context = {
    project,
    method,
    url,
    headers,
    signal,
    get claimedProjectId() {
      hasReadClaimedProject = true;
      return claimedProjectId;
    },
  };
  return { context, hasReadClaimedProject: () => hasReadClaimedProject, check: () => undefined };
}

/**
 * Returns a context without URL and headers: resolved keys are cached by project, so a resolver that reads them would mix up
 * two tenants. The keys of a route's project must not depend on the claimed project.
 */
export function projectContext(lookup: KeyLookup, signal: AbortSignal): ObservedContext {
  const claimedProjectId = lookup.project === undefined ? lookup.claimedProjectId : undefined;
  const { context, hasReadClaimedProject } = wholeContext({ ...lookup, claimedProjectId }, signal);
  let misconfiguration: SecretSourceMisconfiguration | undefined;
  const forbid = (name: 'url' | 'headers') => ({
    enumerable: false,
    get(): never {
      misconfiguration = needsCacheKey(name);
      throw misconfiguration;
    },
  });
  Object.defineProperties(context, { url: forbid('url'), headers: forbid('headers') });
  const check = () => {
    if (misconfiguration) throw misconfiguration;
  };
  return { context, hasReadClaimedProject, check };
}

function needsCacheKey(name: 'url' | 'headers'): SecretSourceMisconfiguration {
  const example =
    name === 'url' ? '({ url }) => new URL(url).host' : "({ headers }) => String(headers['x-tenant'])";
  return new SecretSourceMisconfiguration(
    `The signing key resolver read context.${name}, but resolved keys are cached by project, so one tenant's keys would verify ` +
      `the requests of a different tenant. Fix: signingKeyCache: { key: ${example} }`,
  );
}
