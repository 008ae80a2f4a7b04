import { expect, test } from '@jest/globals';

import { DiagnosisRateLimiter } from '../../../../lib/tools/cli/listen/diagnosis-rate-limiter.js';

test('the work takes its share of the time, and no more', () => {
  let now = 0;
  const budget = new DiagnosisRateLimiter(0.25, () => now);
  const work = () => (now += 50);
  let worked = 0;
  for (; now < 10_000; now += 1) if (budget.run(work) !== undefined) worked += 50;
  expect(worked / now).toBeLessThanOrEqual(0.255);
  expect(worked / now).toBeGreaterThan(0.24);
});
