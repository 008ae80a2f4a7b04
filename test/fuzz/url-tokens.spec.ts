import { expect, test } from '@jest/globals';

import { runUrlTokens } from '../support/fuzz/url-tokens.js';

const CASES = 20_000;

test('of 20,000 random requests, exactly those are accepted for which the URL was created', async () => {
  const { accepted, wrong } = await runUrlTokens(20261130, CASES);
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(CASES / 5);
  expect(accepted).toBeLessThan((CASES * 3) / 4);
}, 240_000);
