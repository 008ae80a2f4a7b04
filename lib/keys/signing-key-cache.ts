import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { checkSigningKeys } from './check-signing-keys.js';
import type { SigningKeyCacheOptions } from './signing-key-source.js';
import { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';

/** Gives secrets in any form that the cache's check understands; nothing for an unknown project. */
export type ResolveKeys = (signal: AbortSignal) => unknown;

/** What is cached: signing keys by default. */
export interface CachedKind {
  readonly name: string;
  readonly check: (resolved: unknown) => readonly string[];
}

const SIGNING_KEYS: CachedKind = {
  name: 'signing key resolver',
  check: (resolved) => checkSigningKeys(resolved, 'What the signing key resolver gave'),
};

export interface CachedKeys {
  /** Empty for an unknown project. */
  readonly keys: readonly string[];
  readonly fromCache: boolean;
}

interface Entry {
  readonly keys: readonly string[];
  readonly resolvedAt: number;
  attemptedAt: number;
}

type Limits = Required<Omit<SigningKeyCacheOptions, 'key'>>;

const DEFAULTS: Limits = {
  ttl: 60_000,
  staleFor: 3_600_000,
  refreshInterval: 1_000,
  resolveTimeout: 2_000,
  maxProjects: 10_000,
  maxUnverifiedLookups: 100,
};

/** Enough for the projects of a start; whatever strangers name beyond it pushes out what strangers named. */
const MAX_UNVERIFIED = 1_000;

/**
 * Keeps the answers of one resolver, by project.
 *
 * Project ids come from strangers, so a project counts as known only once a request in its name was verified. The
 * others live in a small map of their own and share a budget of resolves.
 */
export class SigningKeyCache {
  private readonly limits: Limits;
  private readonly known = new Map<string, Entry>();
  private readonly unverified = new Map<string, Entry>();
  private readonly pending = new Map<string, Promise<Entry>>();
  private budget: { startedAt: number; lookups: number } = { startedAt: -Infinity, lookups: 0 };

  constructor(
    options: SigningKeyCacheOptions = {},
    private readonly kind: CachedKind = SIGNING_KEYS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limits = { ...DEFAULTS, ...withoutUndefined(options) };
  }

  /** @throws SigningKeysUnavailableError if there are no keys, fresh or stale, to be had */
  async find(project: string, resolve: ResolveKeys): Promise<CachedKeys> {
    const entry = this.known.get(project) ?? this.unverified.get(project);
    if (entry && this.isFresh(entry)) return this.serve(project, entry);
    if (entry && this.isUsable(entry) && this.wasJustTried(entry)) return this.serve(project, entry);
    try {
      return { keys: (await this.load(project, resolve)).keys, fromCache: false };
    } catch (error) {
      if (entry && this.isUsable(entry)) return this.serve(project, entry);
      throw error;
    }
  }

  /** Asks the resolver once more, unless it was asked within `refreshInterval`; gives what is known then. */
  async refresh(project: string, resolve: ResolveKeys): Promise<readonly string[]> {
    const entry = this.known.get(project) ?? this.unverified.get(project);
    if (entry && this.wasJustTried(entry) && !this.pending.has(project)) return entry.keys;
    try {
      return (await this.load(project, resolve)).keys;
    } catch {
      return entry?.keys ?? [];
    }
  }

  /** A request in the project's name was verified: from now on strangers cannot push it out. */
  confirm(project: string): void {
    const entry = this.unverified.get(project);
    if (!entry) return;
    this.unverified.delete(project);
    this.budget.lookups = Math.max(0, this.budget.lookups - 1);
    remember(this.known, project, entry, this.limits.maxProjects);
  }

  get size(): number {
    return this.known.size + this.unverified.size + this.pending.size;
  }

  private serve(project: string, entry: Entry): CachedKeys {
    const known = this.known.get(project);
    if (known) remember(this.known, project, known, this.limits.maxProjects);
    return { keys: entry.keys, fromCache: true };
  }

  private isFresh(entry: Entry): boolean {
    const lifetime = entry.keys.length > 0 ? this.limits.ttl : this.limits.refreshInterval;
    return this.now() - entry.resolvedAt < lifetime;
  }

  private isUsable(entry: Entry): boolean {
    return entry.keys.length > 0 && this.now() - entry.resolvedAt < this.limits.ttl + this.limits.staleFor;
  }

  private wasJustTried(entry: Entry): boolean {
    return this.now() - entry.attemptedAt < this.limits.refreshInterval;
  }

  private load(project: string, resolve: ResolveKeys): Promise<Entry> {
    const running = this.pending.get(project);
    if (running) return running;
    const entry = this.known.get(project) ?? this.unverified.get(project);
    if (!this.known.has(project)) this.spend();
    const startedAt = this.now();
    if (entry) entry.attemptedAt = startedAt;
    const loading = this.resolveInTime(resolve)
      .then((keys) => this.store(project, keys, startedAt))
      .finally(() => this.pending.delete(project));
    this.pending.set(project, loading);
    return loading;
  }

  private spend(): void {
    const now = this.now();
    if (now - this.budget.startedAt >= this.limits.refreshInterval)
      this.budget = { startedAt: now, lookups: 0 };
    if (this.budget.lookups >= this.limits.maxUnverifiedLookups) {
      throw new SigningKeysUnavailableError(
        `Not asked for signing keys: ${this.limits.maxUnverifiedLookups} lookups of projects that no verified ` +
          `request has named were spent within ${this.limits.refreshInterval} ms (signingKeyCache.maxUnverifiedLookups).`,
      );
    }
    this.budget.lookups++;
  }

  private store(project: string, keys: readonly string[], attemptedAt: number): Entry {
    const entry = { keys, resolvedAt: this.now(), attemptedAt };
    if (this.known.has(project) && keys.length > 0) {
      remember(this.known, project, entry, this.limits.maxProjects);
    } else {
      this.known.delete(project);
      remember(this.unverified, project, entry, MAX_UNVERIFIED);
    }
    return entry;
  }

  private async resolveInTime(resolve: ResolveKeys): Promise<readonly string[]> {
    const timeout = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        timeout.abort();
        reject(
          new SigningKeysUnavailableError(
            `The ${this.kind.name} did not answer within ${this.limits.resolveTimeout} ms.`,
          ),
        );
      }, this.limits.resolveTimeout);
    });
    try {
      const resolved = await Promise.race([Promise.resolve(resolve(timeout.signal)), expired]);
      return isNone(resolved) ? [] : this.kind.check(resolved);
    } catch (error) {
      throw toUnavailable(error, this.kind.name);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isNone(resolved: unknown): boolean {
  return resolved === null || resolved === undefined || (Array.isArray(resolved) && resolved.length === 0);
}

/** The message of an error that is not ours may hold a secret, such as a connection string. */
function toUnavailable(error: unknown, source: string): SigningKeysUnavailableError {
  if (error instanceof SigningKeysUnavailableError) return error;
  if (error instanceof Error && error.name === SignalWireWebhookConfigurationError.name) {
    return new SigningKeysUnavailableError(error.message, { cause: error });
  }
  const name = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new SigningKeysUnavailableError(`The ${source} failed: ${name}${code}.`, {
    cause: error,
  });
}

/** Puts the entry last, and drops the first one beyond the bound. */
function remember(entries: Map<string, Entry>, project: string, entry: Entry, bound: number): void {
  entries.delete(project);
  entries.set(project, entry);
  if (entries.size <= bound) return;
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

function withoutUndefined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
