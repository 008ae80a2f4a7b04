import { describe, expect, test } from '@jest/globals';

import { type AdapterName, adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';

const mains: Record<AdapterName, string> = { express: 'main', fastify: 'main-fastify' };

describe.each(adapterNames)('docs/how-to/body-parsers.md on %s', (adapterName) => {
  test('a webhook is verified without the parsers of Nest', async () => {
    await usingRecipe(
      'docs/how-to/body-parsers.md',
      adapterName,
      async ({ send }) => {
        const signed = webhook.form('/voice', { CallSid: 'c1', Body: 'ä & b' });
        const response = await send(signed);
        expect([response.status, response.body]).toEqual([200, '<Response><Say>Hello</Say></Response>']);
        expect((await send({ ...signed, body: 'CallSid=c2' })).status).toBe(403);
        // Read, and then rejected by `content`: with a lost raw body, it would be 500.
        expect((await send(webhook.json('/voice', { call: { call_id: 'c1' } }))).status).toBe(403);
      },
      { main: mains[adapterName] },
    );
  });
});
