import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

const page = 'docs/how-to/tenants.md';
const north = { signingKey: SIGNING_KEY, publicUrl: 'https://north.example.com' };
const south = { signingKey: OTHER_KEY, publicUrl: 'https://south.example.com' };

describe.each(adapterNames)('a module for each tenant on %s', (adapterName) => {
  test('accepts its own key and its own URL only', async () => {
    const env = { NORTH_SIGNING_KEY: SIGNING_KEY, SOUTH_SIGNING_KEY: OTHER_KEY };
    await usingRecipe(
      page,
      adapterName,
      async ({ send }) => {
        const answerOf = async (path: string, setup: typeof north) => {
          const { status, body } = await send(webhook.form(path, { CallSid: 'c1' }, setup));
          return [status, status === 200 ? body : ''];
        };
        expect(await answerOf('/north/voice', north)).toEqual([200, expect.stringContaining('from north')]);
        expect(await answerOf('/south/voice', south)).toEqual([200, expect.stringContaining('from south')]);
        expect(await answerOf('/north/voice', south)).toEqual([403, '']);
        expect(await answerOf('/south/voice', north)).toEqual([403, '']);
        expect(await answerOf('/north/voice', { ...north, signingKey: OTHER_KEY })).toEqual([403, '']);
        expect(await answerOf('/north/voice', { ...north, publicUrl: south.publicUrl })).toEqual([403, '']);
      },
      { env },
    );
  });
});
