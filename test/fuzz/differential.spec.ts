import { expect, test } from '@jest/globals';

import { describeDifference, runDifferential } from '../support/fuzz/differential.js';

const SEED = 20261124;
const CASES = 20_000;

test('the library and the reference agree about 20,000 random requests', async () => {
  const { verified, differences } = await runDifferential(SEED, CASES);
  expect(differences.map(describeDifference)).toEqual([]);
  expect(verified).toBeGreaterThan(CASES / 4);
  expect(verified).toBeLessThan((CASES * 3) / 4);
}, 240_000);
