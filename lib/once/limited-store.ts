import { OnceStoreError } from './once-store.error.js';
import type { OnceClaim, OnceStore } from './once-store.js';

/** A client that queues while its server is down keeps each call in memory: beyond so many, no claim is begun. */
const MAX_PENDING = 10_000;

const CLAIMS: readonly unknown[] = ['claimed', 'running', 'completed'] satisfies OnceClaim[];

/** A store whose calls end in time, one way or the other. */
export class LimitedStore {
  private pending = 0;

  constructor(private readonly store: OnceStore) {}

  /** A claim that succeeds after its time is released. */
  async claim(id: string, token: string, lease: number, timeout: number): Promise<OnceClaim> {
    if (this.pending >= MAX_PENDING)
      throw new OnceStoreError(`${MAX_PENDING} calls of the store are waiting.`);
    const claiming = this.begin(() => this.store.claim(id, token, lease));
    try {
      const claim = await within(timeout, claiming);
      if (!CLAIMS.includes(claim))
        throw new OnceStoreError('claim() gave neither claimed, running nor completed.');
      return claim;
    } catch (error) {
      claiming.then((late) => (late === 'claimed' ? this.giveBack(id, token) : undefined)).catch(ignore);
      throw error;
    }
  }

  async complete(id: string, token: string, ttl: number, timeout: number): Promise<boolean> {
    return within(
      timeout,
      this.begin(() => this.store.complete(id, token, ttl)),
    );
  }

  async release(id: string, token: string, timeout: number): Promise<void> {
    await within(
      timeout,
      this.begin(() => this.store.release(id, token)),
    );
  }

  private giveBack(id: string, token: string): Promise<void> {
    return this.begin(() => this.store.release(id, token));
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

async function within<Result>(timeout: number, call: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new OnceStoreError(`The store did not respond within ${timeout} ms.`));
    }, timeout);
  });
  try {
    return await Promise.race([call, expired]);
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {}
