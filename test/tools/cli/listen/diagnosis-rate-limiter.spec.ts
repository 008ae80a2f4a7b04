import { expect, test } from '@jest/globals';

import { DiagnosisRateLimiter } from '../../../../lib/tools/cli/listen/diagnosis-rate-limiter.js';

/** Attempts work of a duration at an interval, and returns when it ran. */
function attempt(duration: number, every: number, total: number): number[] {
  let now = 0;
  const limiter = new DiagnosisRateLimiter(() => now);
  const ran: number[] = [];
  while (now < total) {
    const startedAt = now;
    if (limiter.run(() => (now += duration)) !== undefined) ran.push(startedAt);
    now = Math.max(now, startedAt + every);
  }
  return ran;
}

test('a flood takes a fifth of the time, and what was saved up before', () => {
  const worked = attempt(50, 1, 60_000).length * 50;
  expect(worked).toBeLessThan(0.21 * 60_000 + 2_100);
  expect(worked).toBeGreaterThan(0.19 * 60_000);
});

test('six rejections half a second apart are all diagnosed', () => {
  expect(attempt(300, 500, 3_000)).toHaveLength(6);
});

test('one diagnosis per second is allowed, however long the flood lasts', () => {
  const ran = attempt(400, 10, 60_000);
  const pauses = ran.slice(1).map((at, index) => at - (ran[index] ?? 0));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1_010);
});

test('on a slow machine, diagnoses take at most half of the time', () => {
  const worked = attempt(3_000, 10, 120_000).length * 3_000;
  expect(worked).toBeLessThanOrEqual(63_000);
});
