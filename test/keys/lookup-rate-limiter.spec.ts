import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import { LookupRateLimiter, type Permit } from '../../lib/keys/lookup-rate-limiter.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

function pass(milliseconds: number): Promise<void> {
  return jest.advanceTimersByTimeAsync(milliseconds);
}

/** The order in which permits come, and the times. */
function record(budget: LookupRateLimiter, names: readonly string[], timeLimit: number): string[] {
  const startedAt = performance.now();
  const events: string[] = [];
  const note = (name: string, what: string) => {
    events.push(`${name} ${what} ${Math.round(performance.now() - startedAt)}`);
  };
  for (const name of names) {
    budget.acquire(timeLimit).then(
      () => {
        note(name, 'admitted');
      },
      (error: unknown) => {
        note(name, (error as Error).name);
      },
    );
  }
  return events;
}

test('so many at once, the others one after another, evenly', async () => {
  const budget = new LookupRateLimiter({ permits: 2, period: 1_000, maxQueued: 9 });
  const events = record(budget, ['a', 'b', 'c', 'd'], 5_000);
  await pass(5_000);
  expect(events).toEqual(['a admitted 0', 'b admitted 0', 'c admitted 500', 'd admitted 1000']);
  expect(jest.getTimerCount()).toBe(0);
});

test('who gets no turn in time is rejected', async () => {
  const budget = new LookupRateLimiter({ permits: 1, period: 1_000, maxQueued: 9 });
  const events = record(budget, ['a', 'b', 'c'], 1_500);
  await pass(5_000);
  expect(events).toEqual(['a admitted 0', 'b admitted 1000', 'c SigningKeysUnavailableError 1500']);
});

test('where too many wait, one of them is rejected at once, any of them', async () => {
  const rejected = new Set<string>();
  for (let round = 0; round < 100; round++) {
    const budget = new LookupRateLimiter({ permits: 1, period: 1_000, maxQueued: 2 });
    const events = record(budget, ['first', 'a', 'b', 'c'], 5_000);
    await pass(0);
    expect(events).toHaveLength(2);
    const [, rejection = ''] = events;
    rejected.add(rejection);
    await pass(5_000);
    expect(events).toHaveLength(4);
  }
  expect([...rejected].sort()).toEqual(
    ['a', 'b', 'c'].map((name) => `${name} SigningKeysUnavailableError 0`),
  );
});

test('turns do not add up beyond the number', async () => {
  const budget = new LookupRateLimiter({ permits: 2, period: 1_000, maxQueued: 9 });
  await pass(60_000);
  const turns = [budget.tryAcquire(), budget.tryAcquire(), budget.tryAcquire()];
  expect(turns.map(Boolean)).toEqual([true, true, false]);
  for (const turn of [...turns, ...turns]) turn?.refund();
  expect([budget.tryAcquire(), budget.tryAcquire(), budget.tryAcquire()].map(Boolean)).toEqual([
    true,
    true,
    false,
  ]);
});

test('a turn that is given back goes to who waits, and nobody overtakes', async () => {
  const budget = new LookupRateLimiter({ permits: 1, period: 600_000, maxQueued: 9 });
  const turn = budget.tryAcquire() as Permit;
  const events = record(budget, ['a', 'b'], 5_000);
  await pass(10);
  turn.refund();
  turn.refund();
  expect(budget.tryAcquire()).toBeUndefined();
  await pass(5_000);
  expect(events).toEqual(['a admitted 10', 'b SigningKeysUnavailableError 5000']);
  expect(turn.rateLimiter).toBe(budget);
});

test('a period longer than a timer takes does not fire again and again', async () => {
  const budget = new LookupRateLimiter({ permits: 1, period: 1e13, maxQueued: 9 });
  const events = record(budget, ['a', 'b'], 2 ** 31 - 1);
  await pass(10_000);
  expect(events).toEqual(['a admitted 0']);
  expect(jest.getTimerCount()).toBe(2);
});
