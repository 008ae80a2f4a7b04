import { Logger } from '@nestjs/common';

import { writeSafely } from '../logging/nest-log.js';
import { ExpiringEvents } from './expiring-events.js';
import { memoryOnceStoreSettings, type MemoryOnceStoreOptions } from './memory-once-store-options.js';
import { OnceStoreError } from './once-store.error.js';
import type { OnceAcquireResult, OnceStore } from './once-store.js';

const LOG_INTERVAL = 3_600_000;

/**
 * Remembers events in this process: the default store, for applications with one process. It starts no timers; new events
 * remove expired events.
 *
 * @throws SignalWireWebhookConfigurationError if an option is unknown or unusable
 *
 * @example
 * ```ts
 * SignalWireWebhookModule.forRoot({ …, onceStore: new MemoryOnceStore({ maxEvents: 1_000_000 }) })
 * ```
 *
 * @publicApi
 */
export class MemoryOnceStore implements OnceStore {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly maxEvents: number;
  private readonly onFull: 'evict' | 'unavailable';
  private readonly running = new ExpiringEvents();
  private readonly completed = new ExpiringEvents();
  private loggedAt = -Infinity;

  constructor(
    options: MemoryOnceStoreOptions = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    const { maxEvents, onFull } = memoryOnceStoreSettings(options);
    this.maxEvents = maxEvents;
    this.onFull = onFull;
  }

  /** Number of remembered events. */
  get size(): number {
    return this.running.size + this.completed.size;
  }

  /** Acquires the lease of an event, as {@link OnceStore.acquire} describes. */
  acquire(id: string, leaseId: string, lease: number): OnceAcquireResult {
    const now = this.now();
    this.running.forgetExpired(now);
    this.completed.forgetExpired(now);
    if (this.completed.get(id, now)) return 'completed';
    const owner = this.running.get(id, now);
    if (owner) return owner.leaseId === leaseId ? 'acquired' : 'running';
    this.makeRoom(now);
    this.running.set(id, leaseId, lease, now);
    return 'acquired';
  }

  /** Remembers for `ttl` milliseconds that the event was handled, as {@link OnceStore.complete} describes. */
  complete(id: string, leaseId: string, ttl: number): boolean {
    const now = this.now();
    const owner = this.running.get(id, now) ?? this.completed.get(id, now);
    if (owner && owner.leaseId !== leaseId) return false;
    this.running.delete(id);
    this.completed.delete(id);
    this.makeRoom(now);
    this.completed.set(id, leaseId, ttl, now);
    return true;
  }

  /** Releases the event, as {@link OnceStore.release} describes. */
  release(id: string, leaseId: string): void {
    if (this.running.get(id, this.now())?.leaseId === leaseId) this.running.delete(id);
  }

  private makeRoom(now: number): void {
    if (this.size < this.maxEvents) return;
    const oldest = this.onFull === 'evict' ? this.completed.oldest() : undefined;
    if (!oldest) throw new OnceStoreError(`The memory store is full with ${this.maxEvents} events.`);
    this.completed.delete(oldest.id);
    this.logRetention(now - oldest.since, now);
  }

  private logRetention(retention: number, now: number): void {
    if (now - this.loggedAt < LOG_INTERVAL) return;
    this.loggedAt = now;
    writeSafely(
      this.logger,
      'warn',
      `The memory store is full with ${this.maxEvents} events, so each event is remembered for ` +
        `${Math.round(retention / 1_000)} s only. Fix: onceStore: new MemoryOnceStore({ maxEvents: … }), ` +
        'or use redisOnceStore or postgresOnceStore.',
    );
  }
}
