import { withinTime } from '../errors/within-time.js';
import { OnceStoreError } from './once-store.error.js';
import type { OnceAcquireResult, OnceStore } from './once-store.js';

/** Bounds the memory of a client that queues calls while its server is down. */
const MAX_PENDING = 10_000;

const RESULTS: readonly unknown[] = ['acquired', 'running', 'completed'] satisfies OnceAcquireResult[];

/** A store with a time limit for each call. */
export class LimitedStore {
  private pending = 0;

  constructor(private readonly store: OnceStore) {}

  /** Acquires an event. A call that succeeds after the time limit is released. */
  async acquire(id: string, leaseId: string, lease: number, timeout: number): Promise<OnceAcquireResult> {
    if (this.pending >= MAX_PENDING)
      throw new OnceStoreError(`${MAX_PENDING} calls of the store are waiting.`);
    const acquiring = this.begin(() => this.store.acquire(id, leaseId, lease));
    try {
      const result = await within(timeout, acquiring);
      if (!RESULTS.includes(result))
        throw new OnceStoreError('acquire() returned neither acquired, running nor completed.');
      return result;
    } catch (error) {
      acquiring
        .then((late) => (late === 'acquired' ? this.releaseLate(id, leaseId) : undefined))
        .catch(ignore);
      throw error;
    }
  }

  async complete(id: string, leaseId: string, ttl: number, timeout: number): Promise<boolean> {
    return within(
      timeout,
      this.begin(() => this.store.complete(id, leaseId, ttl)),
    );
  }

  async release(id: string, leaseId: string, timeout: number): Promise<void> {
    await within(
      timeout,
      this.begin(() => this.store.release(id, leaseId)),
    );
  }

  private releaseLate(id: string, leaseId: string): Promise<void> {
    return this.begin(() => this.store.release(id, leaseId));
  }

  private async begin<Result>(call: () => Result | Promise<Result>): Promise<Result> {
    this.pending++;
    try {
      return await call();
    } finally {
      this.pending--;
    }
  }
}

function within<Result>(timeout: number, call: Promise<Result>): Promise<Result> {
  const tooLate = (): Error => new OnceStoreError(`The store did not respond within ${timeout} ms.`);
  return withinTime(timeout, () => call, tooLate);
}

function ignore(): void {}
