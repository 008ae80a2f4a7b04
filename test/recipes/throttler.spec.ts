import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/how-to/throttler.md';

describe.each(adapterNames)('@nestjs/throttler on %s', (adapterName) => {
  test('limits everything but webhooks', async () => {
    await usingRecipe(page, adapterName, async ({ send }) => {
      const statuses = async (target: string, count: number) => {
        const found: number[] = [];
        for (let sent = 0; sent < count; sent++) found.push((await send({ method: 'GET', target })).status);
        return found;
      };
      const limited = [200, 200, 200, 200, 200, 429];
      expect(await statuses('/', 6)).toEqual(limited);
      expect(await statuses('/voice/settings', 6)).toEqual(limited);
      expect(await statuses('/health', 6)).toEqual(Array(6).fill(200));
      for (let call = 0; call < 20; call++) {
        expect((await send(webhook.form('/voice', { CallSid: `c${call}` }))).status).toBe(200);
      }
      const forged = webhook.form('/voice', { CallSid: 'c1' }, { signingKey: OTHER_KEY });
      expect((await send(forged)).status).toBe(403);
    });
  });
});
