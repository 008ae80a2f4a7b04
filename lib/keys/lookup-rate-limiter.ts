import { randomInt } from 'node:crypto';

import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/** One lookup that the rateLimiter allowed. */
export interface Permit {
  readonly rateLimiter: LookupRateLimiter;
  /** The lookup was for a request that could be verified, and costs the rateLimiter nothing. Counts once. */
  readonly refund: () => void;
}

interface Waiting {
  readonly admit: (permit: Permit) => void;
  readonly reject: () => void;
}

export interface RateLimits {
  readonly permits: number;
  /** In which as many permits become free, evenly; milliseconds. */
  readonly period: number;
  /** How many may wait at once. */
  readonly maxQueued: number;
}

/** The longest delay that `setTimeout` takes. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Allows a number of lookups in a period. Beyond it lookups wait for their permit; where too many wait, one of them is
 * rejected at random, so that nobody gets ahead by being early.
 */
export class LookupRateLimiter {
  private free: number;
  private refilledAt = performance.now();
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: RateLimits) {
    this.free = limits.permits;
  }

  /** A permit that is free now. */
  tryAcquire(): Permit | undefined {
    this.refill();
    return this.waiting.size === 0 && this.free >= 1 ? this.spend() : undefined;
  }

  /** @throws SigningKeysUnavailableError if no permit came within the time limit, or too many wait */
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
    'Not looked up: too many requests name projects that no verified request has named ' +
      '(signingKeyCache.maxUnverifiedLookups). Name the projects that you know: signingKeyCache: { knownProjects }.',
  );
}
