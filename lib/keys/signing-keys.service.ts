import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { createHmac } from 'node:crypto';

import { describeError } from '../errors/describe-error.js';
import { writeSafely } from '../logging/nest-log.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND } from '../signature/internal.js';
import { CustomCacheKey } from './custom-cache-key.js';
import { limitsOf } from './key-cache-options.js';
import {
  cacheIdOf,
  cacheIdOfKey,
  cacheIdsOf,
  type FoundKeys,
  type KeyLookup,
  NO_PROJECT_ID,
  projectContext,
  wholeContext,
} from './key-lookup.js';
import {
  isOneProject,
  isResolver,
  isStatic,
  type SigningKeyResolver,
  type SigningKeyResolverFunction,
  type SigningKeySource,
} from './key-source.js';
import { KnownProjects } from './known-projects.js';
import type { SecretCache } from './secret-cache.js';
import { SecretCaches } from './secret-caches.js';
import type { FoundSecrets, SecretLookup } from './secret-lookup.js';
import type { SigningKeyOptions } from './signing-key-options.js';
import { findByProject, NO_KEYS, StaticKeys } from './static-keys.js';
import { toUsableKeys } from './usable-keys.js';
import { verifyKeysAtStart } from './verify-keys-at-start.js';

export type { FoundKeys, KeyLookup, ProjectBinding } from './key-lookup.js';

type Resolver = SigningKeyResolver | SigningKeyResolverFunction;
type Options = SigningKeyOptions & { readonly publicUrl?: unknown };
type CachedLookup = SecretLookup & Pick<KeyLookup, 'keyKind'>;

/** Finds signing keys in every kind of source, with one cache per resolver. */
@Injectable()
export class SigningKeysService implements OnApplicationBootstrap {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly staticKeys = new StaticKeys();
  /** Separate caches: one resolver may serve options of both kinds, and a key of one kind must not pass as the other. */
  private readonly caches: Readonly<Record<SigningKeyKind, SecretCaches>>;
  private readonly knownProjects: KnownProjects;
  private readonly customKey: CustomCacheKey | undefined;
  /** The lists of keys that a resolver returned after it had read the claimed project. */
  private readonly listsByClaimedProject = new WeakSet<readonly string[]>();

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: Options) {
    const { key, knownProjects } = options.signingKeyCache ?? {};
    const limits = limitsOf(options.signingKeyCache);
    const warn = (message: string) => {
      writeSafely(this.logger, 'warn', message);
    };
    const cachesFor = (kind: SigningKeyKind) =>
      new SecretCaches(limits, {
        source: 'signing key resolver',
        toList: (resolved) => toUsableKeys(resolved, 'The result of the signing key resolver', kind),
      });
    this.caches = { 'signing-key': cachesFor('signing-key'), 'api-token': cachesFor('api-token') };
    this.customKey = key && new CustomCacheKey(key, warn);
    this.knownProjects = new KnownProjects(knownProjects, {
      interval: Math.max(limits.ttl, MIN_INTERVAL),
      timeLimit: limits.resolveTimeout,
      warn,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.knownProjects.refresh();
    const { signingKey, signingKeyCache, verifyKeysAtStart: given = false } = this.options;
    if (isResolver(signingKey) && !isOneProject(signingKey) && !signingKeyCache?.knownProjects) {
      this.logger.warn(NO_KNOWN_PROJECTS);
    }
    if (given === false || isStatic(signingKey)) return;
    if (given === true && this.knownProjects.isUnavailable) throw unavailableList();
    const projects = given === true ? this.projectsOf(signingKey) : given;
    await verifyKeysAtStart(projects, (project) => this.findAtStart(signingKey, project));
  }

  /**
   * Finds the keys for a request.
   *
   * @throws SigningKeysUnavailableError (as a rejected promise) if the resolver fails and no keys are cached
   * @throws SignalWireWebhookConfigurationError if the source does not support the route's project, or the cache key is unusable
   */
  find(source: SigningKeySource, lookup: KeyLookup): FoundKeys | Promise<FoundKeys> {
    if (isStatic(source)) return this.staticKeys.find(source, lookup.project);
    if (!isResolver(source)) return findByProject(source, lookup);
    if (isOneProject(source)) return this.findOneProject(source, lookup);
    return this.customKey
      ? this.findByKey(source, lookup, this.customKey)
      : this.findByClaimedProject(source, lookup);
  }

  /** Discards the cached keys of a project, so that its next request looks them up again. */
  forget(project: string): void {
    for (const caches of Object.values(this.caches)) {
      if (this.customKey) caches.forgetAll();
      else caches.forget([...cacheIdsOf(project), NO_PROJECT_ID]);
    }
  }

  forgetAll(): void {
    for (const caches of Object.values(this.caches)) caches.forgetAll();
  }

  /** Returns why the module's keys are unavailable now, as for a request; `undefined` if they are available. */
  async findError(): Promise<string | undefined> {
    const { signingKey } = this.options;
    if (isStatic(signingKey) || !isResolver(signingKey) || this.customKey) return undefined;
    try {
      const { keys, onVerified } = await this.find(signingKey, this.lookupFor(this.knownProjects.all[0]));
      if (keys.length > 0) onVerified();
      return keys.length === 0 && isOneProject(signingKey)
        ? 'The signing key resolver returned no key.'
        : undefined;
    } catch (error) {
      return describeError(error, { what: 'lookup of the signing keys', isThrown: false, requestText: '' })
        .text;
    }
  }

  /** Finds the keys of a file, which belong to one project, like plain keys. */
  private findOneProject(source: Resolver, lookup: KeyLookup): Promise<FoundKeys> {
    const toFoundKeys = (found: FoundSecrets): FoundKeys => ({
      ...withKeys(found),
      tenantOf: () => '',
      projectBinding: () => 'signed-json',
    });
    return this.findCached(source, this.lookupOf(source, NO_PROJECT_ID, lookup), toFoundKeys);
  }

  /** Hides the claimed project on a route with `project`: the route's cached keys must not depend on unverified data. */
  private findByClaimedProject(source: Resolver, lookup: KeyLookup): Promise<FoundKeys> {
    const { project, claimedProjectId } = lookup;
    if (project !== undefined || claimedProjectId === undefined) {
      const withoutClaimedProject = { ...lookup, claimedProjectId: undefined };
      return this.findResolved(
        source,
        this.lookupOf(source, cacheIdOf(withoutClaimedProject), withoutClaimedProject),
        false,
      );
    }
    const isKnown = this.knownProjects.has(claimedProjectId);
    return this.findResolved(source, this.lookupOf(source, cacheIdOf(lookup), lookup, isKnown), true);
  }

  private findByKey(
    source: Resolver,
    lookup: KeyLookup,
    customKey: CustomCacheKey,
  ): FoundKeys | Promise<FoundKeys> {
    const key = customKey.of(lookup);
    if (key === undefined) return NO_KEYS;
    const isKnown = this.knownProjects.has(key);
    const isClaimed = lookup.project === undefined && lookup.claimedProjectId !== undefined;
    return this.findResolved(
      source,
      this.lookupOf(source, cacheIdOfKey(key), lookup, isKnown),
      isClaimed && customKey.dependsOnClaimedProject(lookup, key),
    );
  }

  /** @param isByClaimedProject whether the keys are cached for the claimed project alone */
  private findResolved(
    source: Resolver,
    lookup: CachedLookup,
    isByClaimedProject: boolean,
  ): Promise<FoundKeys> {
    const bindingOf = (keys: readonly string[]) =>
      this.listsByClaimedProject.has(keys) ? 'claimed' : 'signed-json';
    const toFoundKeys = (found: FoundSecrets): FoundKeys => ({
      ...withKeys(found),
      tenantOf: tenantOfKey,
      projectBinding: isByClaimedProject ? bindingOf : () => 'none',
    });
    return this.findCached(source, lookup, toFoundKeys);
  }

  private async findCached(
    source: Resolver,
    lookup: CachedLookup,
    toFoundKeys: (found: FoundSecrets) => FoundKeys,
  ): Promise<FoundKeys> {
    return toFoundKeys(await this.cacheOf(source, lookup.keyKind).find(lookup));
  }

  private lookupOf(source: Resolver, id: string, lookup: KeyLookup, isKnown = true): CachedLookup {
    let hasReadClaimedProject = false;
    return {
      id,
      isKnown,
      keyKind: lookup.keyKind,
      resolve: async (signal) => {
        const observed = this.customKey ? wholeContext(lookup, signal) : projectContext(lookup, signal);
        try {
          return await (typeof source === 'function'
            ? source(observed.context)
            : source.resolve(observed.context));
        } finally {
          hasReadClaimedProject = observed.hasReadClaimedProject();
          observed.check();
        }
      },
      onResolved: (keys) => {
        if (hasReadClaimedProject) this.listsByClaimedProject.add(keys);
      },
    };
  }

  private cacheOf(source: Resolver, kind: SigningKeyKind = DEFAULT_KEY_KIND): SecretCache {
    return this.caches[kind].of(source);
  }

  private lookupOfList(id: string, keys: readonly string[]): SecretLookup {
    return {
      id,
      isKnown: true,
      resolve: () => keys,
      onResolved: (list) => this.listsByClaimedProject.add(list),
    };
  }

  private projectsOf(source: SigningKeySource): readonly (string | undefined)[] {
    if (!isStatic(source) && !isResolver(source)) return Object.keys(source.projects);
    return this.options.signingKeyCache?.knownProjects ? this.knownProjects.all : [undefined];
  }

  /** A lookup without a request. */
  private lookupFor(claimedProjectId: string | undefined): KeyLookup {
    const { publicUrl, signingKeyKind: keyKind } = this.options;
    const url = typeof publicUrl === 'string' ? publicUrl : '';
    return { project: undefined, claimedProjectId, method: 'POST', url, headers: {}, keyKind };
  }

  /** Looks a listed project up as a route's project and as a claimed project, because the resolver may read either. */
  private async findAtStart(
    source: SigningKeySource,
    project: string | undefined,
  ): Promise<readonly string[]> {
    const claimedLookup = this.lookupFor(project);
    const lookup = { ...claimedLookup, project };
    if (isStatic(source) || !isResolver(source)) return (await this.find(source, lookup)).keys;
    const cache = this.cacheOf(source, lookup.keyKind);
    const preload = (id: string, asked: KeyLookup) => cache.preload(this.lookupOf(source, id, asked));
    if (this.customKey) {
      const key = this.customKey.of(lookup);
      return key === undefined ? [] : preload(cacheIdOfKey(key), lookup);
    }
    if (isOneProject(source) || project === undefined) return preload(NO_PROJECT_ID, lookup);
    const [routeId, claimedProjectCacheId] = cacheIdsOf(project);
    const keys = await preload(routeId, lookup);
    if (keys.length === 0) return preload(claimedProjectCacheId, claimedLookup);
    if (this.listsByClaimedProject.has(keys))
      await cache.preload(this.lookupOfList(claimedProjectCacheId, keys));
    else await preload(claimedProjectCacheId, claimedLookup).catch(() => undefined);
    return keys;
  }
}

const MIN_INTERVAL = 1_000;

const NO_KNOWN_PROJECTS =
  'signingKey is a resolver, but signingKeyCache.knownProjects is not set. During a flood of invented project IDs, the first ' +
  'request of a project may get 503. Fix: signingKeyCache: { knownProjects: () => projects.findAllIds() }';

function unavailableList(): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    'verifyKeysAtStart: true needs the list of signingKeyCache.knownProjects, which is unavailable. The log contains the reason.',
  );
}

function withKeys({
  secrets,
  refresh,
  onVerified,
}: FoundSecrets): Pick<FoundKeys, 'keys' | 'refresh' | 'onVerified'> {
  return { keys: secrets, refresh, onVerified };
}

/**
 * Returns a hash that only a holder of the key can compute. It cannot be a signature, because SignalWire signs URLs and the
 * label is not a URL. The hash never leaves the process; an event ID is a hash over it.
 */
function tenantOfKey(key: string): string {
  return createHmac('sha256', key).update('nestjs-signalwire-webhook: tenant').digest('hex');
}
