import { describe, expect, jest, test } from '@jest/globals';

import { DiagnosisQueue } from '../../../lib/diagnosis/nest/diagnosis-queue.js';
import { IntervalLimiter } from '../../../lib/diagnosis/nest/interval-limiter.js';

describe('the queue of diagnoses', () => {
  test('one at a time, few that wait, the rest is dropped', async () => {
    const queue = new DiagnosisQueue();
    let running = 0;
    let most = 0;
    const finished: number[] = [];
    const pending: Promise<void>[] = [];
    for (let i = 0; i < 10; i++) {
      pending.push(
        new Promise((resolve) => {
          if (!queue.isOpen) {
            resolve();
            return;
          }
          queue.add(async () => {
            most = Math.max(most, ++running);
            await new Promise(setImmediate);
            running--;
            finished.push(i);
            resolve();
          });
        }),
      );
    }
    expect(finished).toEqual([]);
    await Promise.all(pending);
    expect([most, finished]).toEqual([1, [0, 1]]);
  });

  test('at most 600 ms of any minute, whatever they take', () => {
    const clock = jest.spyOn(performance, 'now');
    try {
      const queue = new DiagnosisQueue();
      let now = 0;
      clock.mockImplementation(() => now);
      let spent = 0;
      while (queue.isOpen && spent < 10_000) {
        queue.measure(() => (now += 40));
        spent += 40;
      }
      expect(spent).toBe(560);
      now += 59_000;
      expect(queue.isOpen).toBe(false);
      now += 1_000;
      expect(queue.isOpen).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  test('work that fails does not stop the next', async () => {
    const queue = new DiagnosisQueue();
    queue.add(() => Promise.reject(new Error('fails')));
    await new Promise<void>((resolve) => {
      queue.add(() => {
        resolve();
        return Promise.resolve();
      });
    });
  });
});

describe('the rate limiter', () => {
  test('one for a name in an interval, and a bounded number of names in an interval', () => {
    const clock = jest.spyOn(performance, 'now');
    try {
      let now = 0;
      clock.mockImplementation(() => now);
      const limiter = new IntervalLimiter(60_000);
      expect([limiter.acquire('a'), limiter.acquire('a'), limiter.acquire('b')]).toEqual([true, false, true]);
      const taken = Array.from({ length: 5_000 }, (_, i) => limiter.acquire(`other ${i}`));
      expect(taken.filter(Boolean)).toHaveLength(998);
      expect(limiter.acquire('a')).toBe(false);
      now += 60_000;
      expect([limiter.acquire('a'), limiter.acquire('another')]).toEqual([true, true]);
    } finally {
      clock.mockRestore();
    }
  });
});
