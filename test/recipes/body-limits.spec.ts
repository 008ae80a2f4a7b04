import { describe, expect, test } from '@jest/globals';

import { type AdapterName, adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';

const page = 'docs/how-to/body-limits.md';
const mains: Record<AdapterName, string> = { express: 'main', fastify: 'main-fastify' };
const bigAtFirst: Record<AdapterName, number> = { express: 150_000, fastify: 1_500_000 };

const bodies = [
  ['a form', (size: number) => webhook.form('/agent', { Body: 'x'.repeat(size) })],
  ['JSON', (size: number) => webhook.json('/agent', { text: 'x'.repeat(size) })],
] as const;

describe.each(adapterNames)('body limits on %s', (adapterName) => {
  test('without the lines of the page a big body gets 413', async () => {
    await usingRecipe(page, adapterName, async ({ send }) => {
      for (const [, bodyOf] of bodies) {
        expect((await send(bodyOf(50_000))).status).toBe(200);
        expect((await send(bodyOf(bigAtFirst[adapterName]))).status).toBe(413);
      }
    });
  });

  test('with them it is verified, and a bigger one gets 413', async () => {
    await usingRecipe(
      page,
      adapterName,
      async ({ send }) => {
        for (const [, bodyOf] of bodies) {
          const answer = await send(bodyOf(1_500_000));
          expect([answer.status, answer.body]).toEqual([200, '{"received":1}']);
          const forged = { ...bodyOf(1_500_000), body: String(bodyOf(1_500_000).body).replace('xx', 'xy') };
          expect((await send(forged)).status).toBe(403);
          expect((await send(bodyOf(2_500_000))).status).toBe(413);
        }
      },
      { main: mains[adapterName] },
    );
  });
});
