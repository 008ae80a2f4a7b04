import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { KEY, ATTACKERS_KEY } from '../support/fuzz/http-application.js';
import { runHttpFuzz } from '../support/fuzz/http.js';

const SEED = 20261124;
const REQUESTS = 1_000;

describe.each(adapterNames)('raw requests on %s', (adapter) => {
  test('1,000 of them: no 5xx, no hang, none allowed without a signature', async () => {
    const { handled, findings } = await runHttpFuzz(adapter, SEED, REQUESTS);
    expect(findings).toEqual([]);
    expect(handled).toBeGreaterThan(REQUESTS / 4);
    expect(handled).toBeLessThan((REQUESTS * 3) / 4);
  }, 240_000);

  test('an application that accepts the key of an attacker is detected', async () => {
    const signingKey = [KEY, ATTACKERS_KEY];
    const { findings } = await runHttpFuzz(adapter, SEED, 300, { signingKey });
    expect(findings.map(({ failure }) => failure)).toContain('allowed without a signature for its URL');
  }, 240_000);
});
