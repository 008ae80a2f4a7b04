import { randomInt } from 'node:crypto';

import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/** Permission for one lookup. */
export interface Permit {
  readonly rateLimiter: LookupRateLimiter;
  /** Returns the permit, once, because the request was verified. */
  readonly refund: () => void;
}

interface Waiting {
  readonly admit: (permit: Permit) => void;
  readonly reject: () => void;
}

export interface RateLimits {
  readonly permits: number;
  /** Time in which `permits` become free, evenly; in milliseconds. */
  readonly period: number;
  /** Maximum number of waiting lookups. */
  readonly maxQueued: number;
}

/** The longest delay that `setTimeout` supports. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * A token bucket with a bounded queue. When the queue overflows, a random waiter fails, so that an early flood cannot occupy
 * the queue.
 */
export class LookupRateLimiter {
  private free: number;
  private refilledAt = performance.now();
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: RateLimits) {
    this.free = limits.permits;
  }

  /** Returns a free permit; `undefined` if none is free or lookups are waiting. */
  tryAcquire(): Permit | undefined {
    this.refill();
    return this.waiting.size === 0 && this.free >= 1 ? this.spend() : undefined;
  }

  /** @throws SigningKeysUnavailableError if no permit became free within the time limit, or the queue overflowed */
  async acquire(timeLimit: number): Promise<Permit> {
    return this.tryAcquire() ?? (await this.wait(timeLimit));
  }

  private wait(timeLimit: number): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.waiting.delete(waiter);
      };
      const waiter: Waiting = {
        admit: (permit) => {
          leave();
          resolve(permit);
        },
        reject: () => {
          leave();
          reject(rateLimitExceeded());
        },
      };
      const timer = setTimeout(waiter.reject, timeLimit).unref();
      this.waiting.add(waiter);
      if (this.waiting.size > this.limits.maxQueued) this.rejectOne();
      this.admitLater();
    });
  }

  private rejectOne(): void {
    [...this.waiting][randomInt(this.waiting.size)]?.reject();
  }

  private spend(): Permit {
    this.free--;
    let isSpent = true;
    const refund = () => {
      if (!isSpent) return;
      isSpent = false;
      this.free = Math.min(this.limits.permits, this.free + 1);
      this.admit();
    };
    return { rateLimiter: this, refund };
  }

  private refill(): void {
    const now = performance.now();
    const gained = ((now - this.refilledAt) * this.limits.permits) / this.limits.period;
    this.refilledAt = now;
    this.free = Math.min(this.limits.permits, this.free + gained);
  }

  private admit(): void {
    this.refill();
    for (const waiter of this.waiting) {
      if (this.free < 1) break;
      waiter.admit(this.spend());
    }
    this.admitLater();
  }

  private admitLater(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const delay = Math.ceil(((1 - this.free) * this.limits.period) / this.limits.permits);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.admit();
      },
      Math.min(Math.max(delay, 1), MAX_DELAY),
    ).unref();
  }
}

function rateLimitExceeded(): SigningKeysUnavailableError {
  return new SigningKeysUnavailableError(
    'The signing key was not looked up: too many requests claim projects without a verified request ' +
      '(signingKeyCache.maxUnverifiedLookups). Fix: signingKeyCache: { knownProjects: () => projects.findAllIds() }',
  );
}
