import { isUnavailable, SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { CacheEntries, CacheEntry } from './cache-entries.js';
import type { SecretCacheLimits } from './key-cache-options.js';
import { LookupRateLimiter, type Permit } from './lookup-rate-limiter.js';
import { resolveSecrets, type SecretLookup } from './secret-lookup.js';

export interface FoundSecrets {
  /** Empty if the ID has no secrets. */
  readonly secrets: readonly string[];
  /**
   * Looks the secrets up once more, at most once per `refreshInterval`, if they may have changed. Call it for each request that
   * the secrets do not verify.
   *
   * @throws SigningKeysUnavailableError if it got no permit, or the store is down: a rotated key might verify the request
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** Call it when one of the secrets has verified a request. */
  readonly onVerified: () => void;
}

interface Loaded {
  readonly entry: CacheEntry;
  readonly permit: Permit | undefined;
  readonly isFromCache: boolean;
}

/** A lookup that several requests share. */
interface SharedLookup {
  readonly state: { isForgotten: boolean };
  readonly result: Promise<Loaded>;
}

type AcquirePermit = () => Promise<Permit | undefined> | Permit | undefined;

const MIN_PERIOD = 1_000;
/** Maximum number of lookups of known IDs that wait for a permit. */
const MAX_QUEUED = 10_000;

/**
 * Caches the secrets of one source by ID: when a lookup happens, and what it costs. {@link CacheEntry} shows the life of an entry.
 *
 * - **Single flight.** Concurrent requests with one ID share one lookup.
 * - **Permits.** Each lookup needs a permit of one of two rate limiters with `maxUnverifiedLookups` permits each: one for IDs that
 *   an unverified caller may have invented, one for known and verified IDs. A verified request returns its permit.
 * - **Rotation.** A request that no cached secret verifies causes a refresh: the ID is looked up once more, and the request is
 *   verified with the result.
 * - **No enumeration.** A refresh uses a permit of the limiter for unverified IDs, so every rejected request has used one within
 *   this `refreshInterval`, for every ID. Neither the response nor its time reveals which IDs exist.
 */
export class SecretCache {
  private readonly entries: CacheEntries;
  private readonly lookups = new Map<string, SharedLookup>();
  private readonly refreshes = new Map<string, Promise<Loaded>>();
  private readonly unverifiedLimiter: LookupRateLimiter;
  private readonly knownLimiter: LookupRateLimiter;

  /** @param source for messages */
  constructor(
    private readonly limits: SecretCacheLimits,
    private readonly source: string,
  ) {
    const { maxUnverifiedLookups: permits, refreshInterval } = limits;
    const period = Math.max(refreshInterval, MIN_PERIOD);
    this.entries = new CacheEntries(limits);
    this.unverifiedLimiter = new LookupRateLimiter({ permits, period, maxQueued: permits });
    this.knownLimiter = new LookupRateLimiter({ permits, period, maxQueued: MAX_QUEUED });
  }

  /** @throws SigningKeysUnavailableError if there are no fresh or stale secrets */
  async find(lookup: SecretLookup): Promise<FoundSecrets> {
    const entry = this.entries.get(lookup.id);
    if (entry?.isFresh || (entry?.isUsable && entry.wasJustTried)) {
      return this.found(lookup, { entry, permit: undefined, isFromCache: true });
    }
    if (entry?.failure && entry.wasJustTried) throw entry.failure;
    const loaded = await this.loadOrStale(lookup, () => this.permitFor(lookup));
    if (loaded.entry.secrets.length === 0 && loaded.permit?.rateLimiter === this.knownLimiter) {
      await this.refresh(lookup, false);
    }
    return this.found(lookup, loaded);
  }

  /** Looks secrets up at startup, without a permit. */
  async preload(lookup: Omit<SecretLookup, 'isKnown'>): Promise<readonly string[]> {
    const known = { ...lookup, isKnown: true };
    const { secrets, onVerified } = this.found(known, await this.loadOrStale(known, () => undefined));
    if (secrets.length > 0) onVerified();
    return secrets;
  }

  /** Discards the secrets of this ID and the results of running lookups. A verified ID stays verified. */
  forget(id: string): void {
    this.entries.forget(id);
    const shared = this.lookups.get(id);
    if (shared) shared.state.isForgotten = true;
    this.lookups.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.entries.ids, ...this.lookups.keys()]) this.forget(id);
  }

  get size(): number {
    return this.entries.ids.length + this.lookups.size + this.refreshes.size;
  }

  private found(lookup: SecretLookup, loaded: Loaded): FoundSecrets {
    let { entry, permit } = loaded;
    const refresh = async () => {
      const refreshed = await this.refresh(lookup, loaded.isFromCache);
      entry = refreshed.entry;
      permit = refreshed.permit ?? permit;
      return entry.secrets;
    };
    const onVerified = () => {
      permit?.refund();
      this.entries.onVerified(lookup.id, entry, lookup.isKnown);
    };
    const hasUsedPermit = permit?.rateLimiter === this.unverifiedLimiter;
    return { secrets: entry.secrets, refresh: hasUsedPermit ? undefined : refresh, onVerified };
  }

  /** Does not wait for a permit if stale secrets are usable. */
  private permitFor({ id, isKnown }: SecretLookup): Promise<Permit> | Permit {
    const rateLimiter = isKnown || this.entries.isVerified(id) ? this.knownLimiter : this.unverifiedLimiter;
    if (!this.entries.get(id)?.isUsable) return rateLimiter.acquire(this.limits.resolveTimeout);
    const permit = rateLimiter.tryAcquire();
    if (permit) return permit;
    throw new SigningKeysUnavailableError('The rate limiter has no free permit for a lookup.');
  }

  /** Looks a rotated key up. Whether the ID exists affects neither the result of a forged request nor its time. */
  private async refresh(lookup: SecretLookup, isFromCache: boolean): Promise<Loaded> {
    const { id } = lookup;
    const entry = this.entries.get(id);
    const isLookedUp = this.lookups.has(id);
    if (entry?.failure && entry.wasJustTried && !isLookedUp) throw entry.failure;
    if (entry?.hasPermit && !isLookedUp) return { entry, permit: undefined, isFromCache };
    const running = this.refreshes.get(id);
    if (running) return running;
    const refreshing = this.refreshWithPermit(lookup, isFromCache).finally(() => this.refreshes.delete(id));
    this.refreshes.set(id, refreshing);
    return refreshing;
  }

  private async refreshWithPermit(lookup: SecretLookup, isFromCache: boolean): Promise<Loaded> {
    const { id } = lookup;
    const permit = await this.unverifiedLimiter.acquire(this.limits.resolveTimeout);
    const entry = this.entries.get(id);
    entry?.onPermit();
    if (entry?.wasJustTried && !this.lookups.has(id)) {
      if (isFromCache) await pause(entry.duration);
      return { entry: this.entries.get(id) ?? entry, permit, isFromCache };
    }
    return { ...(await this.load(lookup, () => permit)), permit };
  }

  /** Returns the stale entry while the store is down. */
  private async loadOrStale(lookup: SecretLookup, acquirePermit: AcquirePermit): Promise<Loaded> {
    try {
      return await this.load(lookup, acquirePermit);
    } catch (error) {
      const entry = this.entries.get(lookup.id);
      if (!entry?.isUsable || !isUnavailable(error)) throw error;
      return { entry, permit: undefined, isFromCache: true };
    }
  }

  /** Concurrent requests share one lookup. If the ID is forgotten meanwhile, they look it up again. */
  private async load(lookup: SecretLookup, acquirePermit: AcquirePermit): Promise<Loaded> {
    const shared = this.lookups.get(lookup.id) ?? this.start(lookup, acquirePermit);
    const loaded = await shared.result;
    return shared.state.isForgotten ? this.load(lookup, acquirePermit) : loaded;
  }

  private start(lookup: SecretLookup, acquirePermit: AcquirePermit): SharedLookup {
    const { id } = lookup;
    const state = { isForgotten: false };
    const result = this.run(state, lookup, acquirePermit).finally(() => {
      if (!state.isForgotten) this.lookups.delete(id);
    });
    const shared = { state, result };
    this.lookups.set(id, shared);
    return shared;
  }

  private async run(
    state: SharedLookup['state'],
    { id, resolve }: SecretLookup,
    acquirePermit: AcquirePermit,
  ): Promise<Loaded> {
    const requestedAt = performance.now();
    const permit = await acquirePermit();
    const startedAt = performance.now();
    this.entries.get(id)?.onLookup(startedAt);
    try {
      const { resolveTimeout } = this.limits;
      const elapsed = startedAt - requestedAt;
      const secrets = await resolveSecrets(resolve, this.source, { resolveTimeout, elapsed });
      const entry = state.isForgotten ? new CacheEntry(this.limits) : this.entries.getOrCreate(id);
      if (secrets.length > 0 || !this.isVerifiedAndFresh(id, entry)) entry.onResolved(secrets);
      entry.onLookupEnd(startedAt);
      if (permit?.rateLimiter === this.unverifiedLimiter) entry.onPermit(startedAt);
      return { entry, permit, isFromCache: false };
    } catch (error) {
      if (!state.isForgotten && isUnavailable(error)) {
        const failure = new SigningKeysUnavailableError(error.message);
        this.entries.getOrCreate(id).onLookupEnd(startedAt, failure);
      }
      throw error;
    }
  }

  /** Whether the secrets stay until `ttl`, although a refresh for a forged request returned none. */
  private isVerifiedAndFresh(id: string, entry: CacheEntry): boolean {
    return this.entries.isVerified(id) && entry.isFresh;
  }
}

/** The caches of one module, one per source. A cache lives as long as its source. */
export class SecretCaches {
  private readonly bySource = new WeakMap<object, SecretCache>();
  private readonly all = new Set<WeakRef<SecretCache>>();
  private readonly collected = new FinalizationRegistry<WeakRef<SecretCache>>((cache) =>
    this.all.delete(cache),
  );

  /** @param name of the sources, for messages */
  constructor(
    private readonly limits: SecretCacheLimits,
    private readonly name: string,
  ) {}

  of(source: object): SecretCache {
    return this.bySource.get(source) ?? this.create(source);
  }

  forget(ids: readonly string[]): void {
    for (const cache of this.all) for (const id of ids) cache.deref()?.forget(id);
  }

  forgetAll(): void {
    for (const cache of this.all) cache.deref()?.forgetAll();
  }

  private create(source: object): SecretCache {
    const cache = new SecretCache(this.limits, this.name);
    const reference = new WeakRef(cache);
    this.bySource.set(source, cache);
    this.all.add(reference);
    this.collected.register(cache, reference);
    return cache;
  }
}

function pause(duration: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, duration).unref());
}
