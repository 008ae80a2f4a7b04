import { createHmac } from 'node:crypto';

import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND } from '../signature/internal.js';
import {
  cacheIdOfKey,
  cacheIdsOf,
  CustomCacheKey,
  NO_PROJECT_ID,
  type ObservedContext,
  projectContext,
  wholeContext,
} from './cache-key.js';
import { limitsOf, type SigningKeyCacheOptions } from './key-cache-options.js';
import {
  type FoundKeys,
  isOneProject,
  type KeyLookup,
  NO_KEYS,
  type ProjectBinding,
  type Resolver,
} from './key-source.js';
import type { KnownProjects } from './known-projects.js';
import { type SecretCache, SecretCaches } from './secret-cache.js';
import { type SecretLookup, toSecrets } from './secret-lookup.js';
import { toUsableKeys } from './usable-keys.js';

/** The cached keys that a request uses. */
interface Selection extends Pick<SecretLookup, 'id' | 'isKnown'> {
  readonly projectBinding: (keys: readonly string[]) => ProjectBinding;
}

/** Finds the keys of resolvers, with one cache per resolver. */
export class ResolverKeys {
  /** Separate caches: one resolver may serve options of both kinds, and a key of one kind must not pass as the other. */
  private readonly caches: Readonly<Record<SigningKeyKind, SecretCaches>>;
  private readonly customKey: CustomCacheKey | undefined;
  /** The lists of keys that a resolver returned after it had read the claimed project. */
  private readonly listsByClaimedProject = new WeakSet<readonly string[]>();

  constructor(
    options: SigningKeyCacheOptions | undefined,
    private readonly knownProjects: KnownProjects,
    warn: (message: string) => void,
  ) {
    const createCaches = () => new SecretCaches(limitsOf(options), 'signing key resolver');
    this.caches = { 'signing-key': createCaches(), 'api-token': createCaches() };
    this.customKey = options?.key && new CustomCacheKey(options.key, warn);
  }

  get hasCustomKey(): boolean {
    return this.customKey !== undefined;
  }

  /** @throws SigningKeysUnavailableError if the resolver fails and no keys are cached */
  async find(resolver: Resolver, lookup: KeyLookup): Promise<FoundKeys> {
    const selection = this.select(resolver, lookup);
    if (!selection) return NO_KEYS;
    const { id, isKnown, projectBinding } = selection;
    const resolve = this.resolveWith(resolver, lookup);
    const found = await this.cacheOf(resolver, lookup).find({ id, isKnown, resolve });
    const { secrets: keys, refresh, onVerified } = found;
    const tenantOf = isOneProject(resolver) ? () => '' : tenantOfKey;
    return { keys, tenantOf, projectBinding, refresh, onVerified };
  }

  /**
   * Looks the keys of a listed project up at startup: as a claimed project and, if the resolver has no keys for it, as a route's
   * project. The resolver may have different keys for the two, so the result of one is never cached for the other.
   *
   * @param claimed a lookup without a route's project
   */
  async preload(resolver: Resolver, claimed: KeyLookup): Promise<readonly string[]> {
    const project = claimed.claimedProjectId;
    if (project === undefined || this.hasCustomKey || isOneProject(resolver))
      return this.preloadOne(resolver, { ...claimed, project });
    const keys = await this.preloadOne(resolver, claimed);
    return keys.length > 0 ? keys : this.preloadOne(resolver, { ...claimed, project });
  }

  forget(project: string): void {
    for (const caches of Object.values(this.caches)) {
      if (this.hasCustomKey) caches.forgetAll();
      else caches.forget([...cacheIdsOf(project), NO_PROJECT_ID]);
    }
  }

  forgetAll(): void {
    for (const caches of Object.values(this.caches)) caches.forgetAll();
  }

  private async preloadOne(resolver: Resolver, lookup: KeyLookup): Promise<readonly string[]> {
    const selection = this.select(resolver, lookup);
    if (!selection) return [];
    const resolve = this.resolveWith(resolver, lookup);
    return this.cacheOf(resolver, lookup).preload({ id: selection.id, resolve });
  }

  /** Returns `undefined` if the custom cache key selects no keys. */
  private select(resolver: Resolver, lookup: KeyLookup): Selection | undefined {
    if (isOneProject(resolver)) {
      return { id: NO_PROJECT_ID, isKnown: true, projectBinding: () => 'signed-json' };
    }
    return this.customKey ? this.selectByKey(lookup, this.customKey) : this.selectByProject(lookup);
  }

  private selectByKey(lookup: KeyLookup, customKey: CustomCacheKey): Selection | undefined {
    const key = customKey.of(lookup);
    if (key === undefined) return undefined;
    const isByClaimedProject =
      lookup.project === undefined &&
      lookup.claimedProjectId !== undefined &&
      customKey.dependsOnClaimedProject(lookup, key);
    return {
      id: cacheIdOfKey(key),
      isKnown: this.knownProjects.has(key),
      projectBinding: isByClaimedProject ? this.bindingOf : () => 'none',
    };
  }

  private selectByProject({ project, claimedProjectId }: KeyLookup): Selection {
    if (project !== undefined || claimedProjectId === undefined) {
      const id = project === undefined ? NO_PROJECT_ID : cacheIdsOf(project)[0];
      return { id, isKnown: true, projectBinding: () => 'none' };
    }
    const [, id] = cacheIdsOf(claimedProjectId);
    return { id, isKnown: this.knownProjects.has(claimedProjectId), projectBinding: this.bindingOf };
  }

  /** For keys that are cached for the claimed project alone. */
  private readonly bindingOf = (keys: readonly string[]): ProjectBinding =>
    this.listsByClaimedProject.has(keys) ? 'claimed' : 'signed-json';

  private resolveWith(resolver: Resolver, lookup: KeyLookup): SecretLookup['resolve'] {
    return async (signal) => {
      const observed = this.hasCustomKey ? wholeContext(lookup, signal) : projectContext(lookup, signal);
      const keys = toSecrets(await resolveObserved(resolver, observed), (resolved) =>
        toUsableKeys(resolved, 'The result of the signing key resolver', lookup.keyKind),
      );
      if (observed.hasReadClaimedProject()) this.listsByClaimedProject.add(keys);
      return keys;
    };
  }

  private cacheOf(resolver: Resolver, { keyKind = DEFAULT_KEY_KIND }: KeyLookup): SecretCache {
    return this.caches[keyKind].of(resolver);
  }
}

async function resolveObserved(resolver: Resolver, { context, check }: ObservedContext): Promise<unknown> {
  try {
    return await (typeof resolver === 'function' ? resolver(context) : resolver.resolve(context));
  } finally {
    check();
  }
}

/**
 * Returns a hash that only a holder of the key can compute. It cannot be a signature, because SignalWire signs URLs and the
 * label is not a URL. The hash never leaves the process; an event ID is a hash over it.
 */
function tenantOfKey(key: string): string {
  return createHmac('sha256', key).update('nestjs-signalwire-webhook: tenant').digest('hex');
}
