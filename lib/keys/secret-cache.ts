import { type CacheEntry, newCacheEntry } from './cache-entry.js';
import type { SecretCacheLimits } from './key-cache-options.js';
import { LookupRateLimiter, type Permit } from './lookup-rate-limiter.js';
import {
  type FoundSecrets,
  isUnavailable,
  resolveSecrets,
  type SecretKind,
  type SecretLookup,
} from './secret-lookup.js';
import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

interface Loaded {
  readonly entry: CacheEntry;
  readonly permit: Permit | undefined;
}

/** A lookup that several requests share. */
interface SharedLookup {
  result: Promise<Loaded>;
  isForgotten: boolean;
}

type AcquirePermit = () => Promise<Permit | undefined> | Permit | undefined;

/** Beyond this number, an unverified ID evicts the oldest unverified ID. */
const MAX_UNVERIFIED = 1_000;
const MIN_PERIOD = 1_000;

/**
 * Caches the secrets of one source by ID.
 *
 * Unverified callers choose IDs, so an entry is verified only after a request with its ID was verified. Unverified entries have
 * a separate, small map. Lookups have two rate limiters: one for IDs that an unverified caller may have invented, one for known
 * IDs. A verified request returns its permit.
 *
 * Every rejected request has used a permit of the limiter for unverified IDs within this `refreshInterval`, for every ID.
 * Neither the response nor its timing therefore reveals which IDs exist.
 */
export class SecretCache {
  private readonly verified = new Map<string, CacheEntry>();
  /** The ID that was verified first, by its list of secrets. */
  private readonly firstIds = new Map<string, string>();
  private readonly unverified = new Map<string, CacheEntry>();
  private readonly inFlight = new Map<string, SharedLookup>();
  private readonly refreshes = new Map<string, Promise<Loaded>>();
  private readonly unverifiedLimiter: LookupRateLimiter;
  private readonly knownLimiter: LookupRateLimiter;

  constructor(
    private readonly limits: SecretCacheLimits,
    private readonly kind: SecretKind,
  ) {
    const { maxUnverifiedLookups: permits, refreshInterval, maxProjects } = limits;
    const period = Math.max(refreshInterval, MIN_PERIOD);
    this.unverifiedLimiter = new LookupRateLimiter({ permits, period, maxQueued: permits });
    this.knownLimiter = new LookupRateLimiter({ permits, period, maxQueued: maxProjects });
  }

  /**
   * Returns a promise only if a lookup is needed.
   *
   * @throws SigningKeysUnavailableError (as a rejected promise) if there are no fresh or stale secrets
   */
  find(lookup: SecretLookup): FoundSecrets | Promise<FoundSecrets> {
    const entry = this.entryOf(lookup.id);
    if (entry && (this.isFresh(entry) || (this.isUsable(entry) && this.wasJustTried(entry)))) {
      return this.found(lookup, entry, undefined, true);
    }
    if (entry?.failure && this.wasJustTried(entry)) return Promise.reject(entry.failure);
    return this.lookUp(lookup, () => this.permitFor(lookup));
  }

  /** Looks secrets up at startup, without a permit. */
  async preload(lookup: SecretLookup): Promise<readonly string[]> {
    const { secrets, onVerified } = await this.lookUp({ ...lookup, isKnown: true }, () => undefined);
    if (secrets.length > 0) onVerified();
    return secrets;
  }

  /** Discards the secrets of this ID and the results of running lookups. A verified ID stays verified. */
  forget(id: string): void {
    this.unverified.delete(id);
    if (this.verified.has(id)) this.verified.set(id, newCacheEntry());
    const shared = this.inFlight.get(id);
    if (shared) shared.isForgotten = true;
    this.inFlight.delete(id);
  }

  forgetAll(): void {
    const ids = [this.unverified, this.verified, this.refreshes, this.inFlight].flatMap((map) => [
      ...map.keys(),
    ]);
    for (const id of new Set(ids)) this.forget(id);
  }

  get size(): number {
    return this.verified.size + this.unverified.size + this.inFlight.size + this.refreshes.size;
  }

  private found(
    lookup: SecretLookup,
    entry: CacheEntry,
    permit: Permit | undefined,
    isFromCache: boolean,
  ): FoundSecrets {
    const hadUnverifiedPermit = permit?.rateLimiter === this.unverifiedLimiter;
    const refresh = async () => {
      const refreshed = await this.refresh(lookup, isFromCache);
      entry = refreshed.entry;
      permit = refreshed.permit ?? permit;
      return entry.secrets;
    };
    const onVerified = () => {
      this.onVerified(lookup, entry, permit);
    };
    return { secrets: entry.secrets, refresh: hadUnverifiedPermit ? undefined : refresh, onVerified };
  }

  private onVerified({ id, isKnown }: SecretLookup, entry: CacheEntry, permit: Permit | undefined): void {
    permit?.refund();
    if (this.entryOf(id) !== entry) return;
    if (this.isVerifiedUnderAnotherId(id, entry) && !isKnown) return;
    if (this.unverified.delete(id)) entry.permitAt = -Infinity;
    remember(this.verified, id, entry, this.limits.maxProjects);
  }

  /**
   * A captured request can be replayed under many IDs with the same secrets, such as a header in different letter cases. Only
   * the first ID is remembered as verified, so that the others do not evict verified entries.
   */
  private isVerifiedUnderAnotherId(id: string, { secrets }: CacheEntry): boolean {
    const list = secrets.join('\n');
    const firstId = this.firstIds.get(list) ?? id;
    if (firstId !== id && this.verified.get(firstId)?.secrets.join('\n') === list) return true;
    remember(this.firstIds, list, id, this.limits.maxProjects);
    return false;
  }

  private async lookUp(lookup: SecretLookup, acquirePermit: AcquirePermit): Promise<FoundSecrets> {
    try {
      const { entry, permit } = await this.load(lookup, acquirePermit, false);
      if (entry.secrets.length === 0 && permit?.rateLimiter === this.knownLimiter)
        await this.refresh(lookup, false);
      return this.found(lookup, entry, permit, false);
    } catch (error) {
      const entry = this.entryOf(lookup.id);
      if (!entry || !this.isUsable(entry) || !isUnavailable(error)) throw error;
      return this.found(lookup, entry, undefined, true);
    }
  }

  /** Does not wait for a permit if stale secrets are usable. */
  private permitFor({ id, isKnown }: SecretLookup): Promise<Permit> | Permit {
    const entry = this.entryOf(id);
    const rateLimiter = isKnown || this.verified.has(id) ? this.knownLimiter : this.unverifiedLimiter;
    if (!entry || !this.isUsable(entry)) return rateLimiter.acquire(this.limits.resolveTimeout);
    const permit = rateLimiter.tryAcquire();
    if (permit) return permit;
    throw new SigningKeysUnavailableError('The rate limiter has no free permit for a lookup.');
  }

  private async refresh(lookup: SecretLookup, isFromCache: boolean): Promise<Loaded> {
    const { id } = lookup;
    const entry = this.entryOf(id);
    if (entry && now() - entry.permitAt < this.limits.refreshInterval && !this.inFlight.has(id)) {
      return { entry, permit: undefined };
    }
    const running = this.refreshes.get(id);
    if (running) return running;
    const refreshing = this.acquirePermitAndRefresh(lookup, isFromCache).finally(() => {
      if (this.refreshes.get(id) === refreshing) this.refreshes.delete(id);
    });
    this.refreshes.set(id, refreshing);
    return refreshing;
  }

  private async acquirePermitAndRefresh(lookup: SecretLookup, isFromCache: boolean): Promise<Loaded> {
    const { id } = lookup;
    const permit = await this.unverifiedLimiter.acquire(this.limits.resolveTimeout);
    const entry = this.entryOf(id);
    if (entry) entry.permitAt = now();
    if (entry && this.wasJustTried(entry) && !this.inFlight.has(id)) {
      if (isFromCache) await pause(entry.duration);
      return { entry: this.entryOf(id) ?? entry, permit };
    }
    try {
      return { entry: (await this.load(lookup, () => permit, true)).entry, permit };
    } catch (error) {
      const knownLimiter = this.entryOf(id);
      if (!knownLimiter || !this.isUsable(knownLimiter) || !isUnavailable(error)) throw error;
      return { entry: knownLimiter, permit };
    }
  }

  private async load(
    lookup: SecretLookup,
    acquirePermit: AcquirePermit,
    isRefresh: boolean,
  ): Promise<Loaded> {
    const shared = this.inFlight.get(lookup.id) ?? this.start(lookup, acquirePermit, isRefresh);
    const loaded = await shared.result;
    return shared.isForgotten ? this.load(lookup, acquirePermit, isRefresh) : loaded;
  }

  private start(lookup: SecretLookup, acquirePermit: AcquirePermit, isRefresh: boolean): SharedLookup {
    const { id } = lookup;
    const shared: SharedLookup = { isForgotten: false, result: undefined as never };
    shared.result = this.run(shared, lookup, acquirePermit, isRefresh).finally(() => {
      if (this.inFlight.get(id) === shared) this.inFlight.delete(id);
    });
    this.inFlight.set(id, shared);
    return shared;
  }

  private async run(
    shared: SharedLookup,
    { id, resolve, onResolved }: SecretLookup,
    acquirePermit: AcquirePermit,
    isRefresh: boolean,
  ): Promise<Loaded> {
    const requestedAt = now();
    const permit = await acquirePermit();
    const startedAt = now();
    const attempted = this.entryOf(id);
    if (attempted) attempted.attemptedAt = startedAt;
    try {
      const { resolveTimeout } = this.limits;
      const elapsed = startedAt - requestedAt;
      const secrets = await resolveSecrets(resolve, this.kind, { resolveTimeout, elapsed });
      onResolved?.(secrets);
      const entry = shared.isForgotten ? newCacheEntry() : this.entryFor(id);
      const keepsVerified = isRefresh && secrets.length === 0 && this.verified.has(id) && this.isFresh(entry);
      if (!keepsVerified) Object.assign(entry, { secrets, resolvedAt: now() });
      Object.assign(entry, { attemptedAt: startedAt, duration: now() - startedAt, failure: undefined });
      if (permit?.rateLimiter === this.unverifiedLimiter) entry.permitAt = startedAt;
      return { entry, permit };
    } catch (error) {
      if (!shared.isForgotten && isUnavailable(error)) {
        const failure = new SigningKeysUnavailableError(error.message);
        Object.assign(this.entryFor(id), { attemptedAt: startedAt, duration: now() - startedAt, failure });
      }
      throw error;
    }
  }

  private entryOf(id: string): CacheEntry | undefined {
    return this.verified.get(id) ?? this.unverified.get(id);
  }

  private entryFor(id: string): CacheEntry {
    const entry = this.entryOf(id) ?? newCacheEntry();
    if (!this.verified.has(id)) remember(this.unverified, id, entry, MAX_UNVERIFIED);
    return entry;
  }

  private isFresh({ secrets, resolvedAt }: CacheEntry): boolean {
    const { ttl, refreshInterval } = this.limits;
    return now() - resolvedAt < (secrets.length > 0 ? ttl : refreshInterval);
  }

  private isUsable({ secrets, resolvedAt }: CacheEntry): boolean {
    return secrets.length > 0 && now() - resolvedAt < this.limits.ttl + this.limits.staleFor;
  }

  private wasJustTried({ attemptedAt }: CacheEntry): boolean {
    return now() - attemptedAt < this.limits.refreshInterval;
  }
}

function now(): number {
  return performance.now();
}

function pause(duration: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, duration).unref());
}

/** Moves the entry to the end, and deletes the oldest entry beyond the bound. */
function remember<Value>(entries: Map<string, Value>, id: string, entry: Value, bound: number): void {
  entries.delete(id);
  entries.set(id, entry);
  if (entries.size <= bound) return;
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
