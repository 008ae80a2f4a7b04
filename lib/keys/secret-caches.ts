import { SecretCache } from './secret-cache.js';
import type { SecretCacheLimits } from './key-cache-options.js';
import type { SecretKind } from './secret-lookup.js';

/** The caches of one module, one per source. A cache lives as long as its source. */
export class SecretCaches {
  private readonly bySource = new WeakMap<object, SecretCache>();
  private readonly all = new Set<WeakRef<SecretCache>>();
  private readonly collected = new FinalizationRegistry<WeakRef<SecretCache>>((cache) =>
    this.all.delete(cache),
  );

  constructor(
    private readonly limits: SecretCacheLimits,
    private readonly kind: SecretKind,
  ) {}

  of(source: object): SecretCache {
    const cache = this.bySource.get(source);
    return cache ?? this.create(source);
  }

  forget(ids: readonly string[]): void {
    for (const cache of this.all) for (const id of ids) cache.deref()?.forget(id);
  }

  forgetAll(): void {
    for (const cache of this.all) cache.deref()?.forgetAll();
  }

  private create(source: object): SecretCache {
    const cache = new SecretCache(this.limits, this.kind);
    const reference = new WeakRef(cache);
    this.bySource.set(source, cache);
    this.all.add(reference);
    this.collected.register(cache, reference);
    return cache;
  }
}
