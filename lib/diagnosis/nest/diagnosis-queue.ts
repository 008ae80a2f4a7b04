import type { ModulesContainer } from '@nestjs/core';
import { setImmediate } from 'node:timers/promises';

const MINUTE = 60_000;
/** 1 % of a minute, in milliseconds. */
const MAX_WORK = 600;
/** The approximate maximum duration of one diagnosis, in milliseconds. */
const ONE_DIAGNOSIS = 50;
const MAX_WAITING = 2;

/** Runs one diagnosis at a time, with a short queue and at most 1 % of any minute in total. It drops further diagnoses. */
export class DiagnosisQueue {
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly spent: { readonly at: number; readonly milliseconds: number }[] = [];

  get isOpen(): boolean {
    return this.waiting < MAX_WAITING && this.spentInMinute() + ONE_DIAGNOSIS <= MAX_WORK;
  }

  add(work: () => Promise<void>): void {
    if (!this.isOpen) return;
    this.waiting++;
    this.last = this.last
      .then(async () => setImmediate())
      .then(() => (this.spentInMinute() + ONE_DIAGNOSIS <= MAX_WORK ? work() : undefined))
      .catch(() => undefined)
      .finally(() => {
        this.waiting--;
      });
  }

  /** Runs the work and counts its time. */
  measure<Result>(work: () => Result): Result {
    const start = performance.now();
    try {
      return work();
    } finally {
      const at = performance.now();
      this.spent.push({ at, milliseconds: Math.max(1, at - start) });
    }
  }

  private spentInMinute(): number {
    const since = performance.now() - MINUTE;
    while (this.spent[0] && this.spent[0].at < since) this.spent.shift();
    return this.spent.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  }
}

const queues = new WeakMap<ModulesContainer, DiagnosisQueue>();

/** Returns the queue of the application. All registrations of the module share it. */
export function queueOf(modules: ModulesContainer): DiagnosisQueue {
  const known = queues.get(modules);
  if (known) return known;
  const queue = new DiagnosisQueue();
  queues.set(modules, queue);
  return queue;
}
