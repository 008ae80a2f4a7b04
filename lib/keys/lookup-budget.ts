import { randomInt } from 'node:crypto';

import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/** One lookup that the budget allowed. */
export interface Turn {
  readonly budget: LookupBudget;
  /** The lookup was for a request that could be verified, and costs the budget nothing. Counts once. */
  readonly giveBack: () => void;
}

interface Waiting {
  readonly admit: (turn: Turn) => void;
  readonly refuse: () => void;
}

export interface BudgetLimits {
  readonly turns: number;
  /** In which as many turns become free, evenly; milliseconds. */
  readonly period: number;
  /** How many may wait at once. */
  readonly places: number;
}

/** The longest delay that `setTimeout` takes. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Allows a number of lookups in a period. Beyond it lookups wait for their turn; where too many wait, one of them is
 * refused at random, so that nobody gets ahead by being early.
 */
export class LookupBudget {
  private free: number;
  private refilledAt = performance.now();
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: BudgetLimits) {
    this.free = limits.turns;
  }

  /** A turn that is free now. */
  tryTake(): Turn | undefined {
    this.refill();
    return this.waiting.size === 0 && this.free >= 1 ? this.spend() : undefined;
  }

  /** @throws SigningKeysUnavailableError if no turn came within the time limit, or too many wait */
  async take(timeLimit: number): Promise<Turn> {
    return this.tryTake() ?? (await this.wait(timeLimit));
  }

  private wait(timeLimit: number): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.waiting.delete(place);
      };
      const place: Waiting = {
        admit: (turn) => {
          leave();
          resolve(turn);
        },
        refuse: () => {
          leave();
          reject(budgetSpent());
        },
      };
      const timer = setTimeout(place.refuse, timeLimit).unref();
      this.waiting.add(place);
      if (this.waiting.size > this.limits.places) this.refuseOne();
      this.admitLater();
    });
  }

  private refuseOne(): void {
    [...this.waiting][randomInt(this.waiting.size)]?.refuse();
  }

  private spend(): Turn {
    this.free--;
    let isSpent = true;
    const giveBack = () => {
      if (!isSpent) return;
      isSpent = false;
      this.free = Math.min(this.limits.turns, this.free + 1);
      this.admit();
    };
    return { budget: this, giveBack };
  }

  private refill(): void {
    const now = performance.now();
    const gained = ((now - this.refilledAt) * this.limits.turns) / this.limits.period;
    this.refilledAt = now;
    this.free = Math.min(this.limits.turns, this.free + gained);
  }

  private admit(): void {
    this.refill();
    for (const place of this.waiting) {
      if (this.free < 1) break;
      place.admit(this.spend());
    }
    this.admitLater();
  }

  private admitLater(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const delay = Math.ceil(((1 - this.free) * this.limits.period) / this.limits.turns);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.admit();
      },
      Math.min(Math.max(delay, 1), MAX_DELAY),
    ).unref();
  }
}

function budgetSpent(): SigningKeysUnavailableError {
  return new SigningKeysUnavailableError(
    'Not looked up: too many requests name projects that no verified request has named ' +
      '(signingKeyCache.maxUnverifiedLookups). Name the projects that you know: signingKeyCache: { knownProjects }.',
  );
}
