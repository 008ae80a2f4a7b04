import type { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import type { SecretCacheLimits } from './key-cache-options.js';

/** Beyond this number, an unverified ID evicts the oldest unverified ID. */
const MAX_UNVERIFIED = 1_000;

/**
 * The secrets of one ID, and how long they are used.
 *
 * ```text
 *                lookup           ttl           staleFor
 *   missing ───────────▶ fresh ─────────▶ stale ─────────▶ expired
 *      ▲                  ▲ ▲               │                 │
 *      │ forget()         │ └─── lookup ────┘                 │
 *      │                  └────────────── lookup ─────────────┘
 *   any state
 *
 *   request for   │ while the store works  │ while the store is down
 *   fresh         │ no lookup              │ no lookup
 *   stale         │ one lookup             │ one lookup, then the stale secrets
 *   missing       │ one lookup             │ one lookup, then 503
 *   expired       │ one lookup             │ one lookup, then 503
 * ```
 *
 * A request that the cached secrets do not verify causes one more lookup, and gets 503 while the store is down.
 *
 * Lookups of an ID, failed or not, are at least `refreshInterval` apart, unless the ID is forgotten or `ttl` and `staleFor` are
 * shorter. The requests between them get the same result. An ID without secrets is fresh for `refreshInterval` only.
 */
export class CacheEntry {
  secrets: readonly string[] = [];
  /** Why the last lookup failed. */
  failure: SigningKeysUnavailableError | undefined;
  /** Duration of the last lookup, in milliseconds. */
  duration = 0;
  private resolvedAt = -Infinity;
  private attemptedAt = -Infinity;
  private permitAt = -Infinity;

  constructor(private readonly limits: SecretCacheLimits) {}

  get isFresh(): boolean {
    const { ttl, refreshInterval } = this.limits;
    return isWithin(this.secrets.length > 0 ? ttl : refreshInterval, this.resolvedAt);
  }

  /** Whether the entry is fresh or stale. */
  get isUsable(): boolean {
    const { ttl, staleFor } = this.limits;
    return this.secrets.length > 0 && isWithin(ttl + staleFor, this.resolvedAt);
  }

  get wasJustTried(): boolean {
    return isWithin(this.limits.refreshInterval, this.attemptedAt);
  }

  /** Whether an unverified request has used a permit for this ID within this `refreshInterval`. */
  get hasPermit(): boolean {
    return isWithin(this.limits.refreshInterval, this.permitAt);
  }

  onPermit(usedAt = performance.now()): void {
    this.permitAt = usedAt;
  }

  /** Makes the next rejected request use a permit, like the first request with an ID that does not exist. */
  discardPermit(): void {
    this.permitAt = -Infinity;
  }

  onLookup(startedAt: number): void {
    this.attemptedAt = startedAt;
  }

  onResolved(secrets: readonly string[]): void {
    this.secrets = secrets;
    this.resolvedAt = performance.now();
  }

  onLookupEnd(startedAt: number, failure?: SigningKeysUnavailableError): void {
    this.attemptedAt = startedAt;
    this.duration = performance.now() - startedAt;
    this.failure = failure;
  }
}

/**
 * The entries by ID, in bounded memory. Unverified callers choose IDs, so an entry is verified only after a request with its ID
 * was verified. Unverified entries have a separate, small map, and cannot evict a verified entry.
 */
export class CacheEntries {
  private readonly verified = new Map<string, CacheEntry>();
  private readonly unverified = new Map<string, CacheEntry>();
  /** The ID that was verified first, by its list of secrets. */
  private readonly firstIds = new Map<string, string>();

  constructor(private readonly limits: SecretCacheLimits) {}

  get(id: string): CacheEntry | undefined {
    return this.verified.get(id) ?? this.unverified.get(id);
  }

  getOrCreate(id: string): CacheEntry {
    const entry = this.get(id) ?? new CacheEntry(this.limits);
    if (!this.verified.has(id)) remember(this.unverified, id, entry, MAX_UNVERIFIED);
    return entry;
  }

  isVerified(id: string): boolean {
    return this.verified.has(id);
  }

  /** Does not affect an entry that was forgotten or evicted meanwhile. */
  onVerified(id: string, entry: CacheEntry, isKnown: boolean): void {
    if (this.get(id) !== entry) return;
    if (this.isVerifiedUnderAnotherId(id, entry) && !isKnown) return;
    if (this.unverified.delete(id)) entry.discardPermit();
    remember(this.verified, id, entry, this.limits.maxVerified);
  }

  /** Discards the secrets. A verified ID stays verified. */
  forget(id: string): void {
    this.unverified.delete(id);
    if (this.verified.has(id)) this.verified.set(id, new CacheEntry(this.limits));
  }

  get ids(): readonly string[] {
    return [...this.unverified.keys(), ...this.verified.keys()];
  }

  /**
   * A captured request can be replayed under many IDs with the same secrets, such as a header in different letter cases. Only
   * the first ID is remembered as verified, so that the others do not evict verified entries.
   */
  private isVerifiedUnderAnotherId(id: string, { secrets }: CacheEntry): boolean {
    const list = secrets.join('\n');
    const firstId = this.firstIds.get(list) ?? id;
    if (firstId !== id && this.verified.get(firstId)?.secrets.join('\n') === list) return true;
    remember(this.firstIds, list, id, this.limits.maxVerified);
    return false;
  }
}

function isWithin(duration: number, start: number): boolean {
  return performance.now() - start < duration;
}

/** Moves the entry to the end, and deletes the oldest entry beyond the bound. */
function remember<Value>(entries: Map<string, Value>, id: string, entry: Value, bound: number): void {
  entries.delete(id);
  entries.set(id, entry);
  if (entries.size <= bound) return;
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
