import { isPromise } from '../errors/is-promise.js';
import { withinTime } from '../errors/within-time.js';
import { OnceStoreError } from './once-store.error.js';
import type { OnceAcquireResult, OnceStore } from './once-store.js';

/** Bounds the memory of a client that queues calls while its server is down. */
const MAX_PENDING = 10_000;

const RESULTS: readonly unknown[] = ['acquired', 'running', 'completed'] satisfies OnceAcquireResult[];

/** A store with a time limit for each call. An answer that is there at once, as that of the memory store, needs no limit. */
export class LimitedStore {
  private pending = 0;

  constructor(private readonly store: OnceStore) {}

  /** Acquires an event. A call that succeeds after the time limit is released. */
  async acquire(id: string, leaseId: string, lease: number, timeout: number): Promise<OnceAcquireResult> {
    if (this.pending >= MAX_PENDING)
      throw new OnceStoreError(`${MAX_PENDING} calls of the store are waiting.`);
    const answer = this.store.acquire(id, leaseId, lease);
    const result = isPromise(answer) ? await this.acquireInTime(answer, id, leaseId, timeout) : answer;
    if (!RESULTS.includes(result))
      throw new OnceStoreError('acquire() returned neither acquired, running nor completed.');
    return result;
  }

  async complete(id: string, leaseId: string, ttl: number, timeout: number): Promise<boolean> {
    const answer = this.store.complete(id, leaseId, ttl);
    return isPromise(answer) ? within(timeout, this.count(answer)) : answer;
  }

  async release(id: string, leaseId: string, timeout: number): Promise<void> {
    const answer = this.store.release(id, leaseId);
    if (isPromise(answer)) await within(timeout, this.count(answer));
  }

  private async acquireInTime(
    answer: PromiseLike<OnceAcquireResult>,
    id: string,
    leaseId: string,
    timeout: number,
  ): Promise<OnceAcquireResult> {
    const acquiring = this.count(answer);
    try {
      return await within(timeout, acquiring);
    } catch (error) {
      acquiring
        .then((late) => (late === 'acquired' ? this.releaseLate(id, leaseId) : undefined))
        .catch(ignore);
      throw error;
    }
  }

  private async releaseLate(id: string, leaseId: string): Promise<void> {
    const answer = this.store.release(id, leaseId);
    if (isPromise(answer)) await this.count(answer);
  }

  /** Counts the call until it is answered. */
  private async count<Result>(answer: PromiseLike<Result>): Promise<Result> {
    this.pending++;
    try {
      return await answer;
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
