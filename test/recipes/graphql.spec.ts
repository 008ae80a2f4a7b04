import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { type RunningRecipe, usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/how-to/graphql.md';
const form = { CallSid: 'c1' };

async function query({ send }: RunningRecipe, headers: Record<string, string>): Promise<unknown> {
  const { body } = await send({
    target: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ callers }"}',
  });
  return JSON.parse(body);
}

async function checkBoth(recipe: RunningRecipe): Promise<void> {
  expect((await recipe.send(webhook.form('/voice', form))).body).toContain('<Say>Hello</Say>');
  const forged = webhook.form('/voice', form, { signingKey: OTHER_KEY });
  expect((await recipe.send(forged)).status).toBe(403);
  const callers = { data: { callers: ['+15551234567'] } };
  expect(await query(recipe, { authorization: 'Bearer let-me-in' })).toEqual(callers);
  expect(await query(recipe, {})).toMatchObject({ data: null, errors: [{ message: 'Forbidden resource' }] });
}

describe.each(adapterNames)('GraphQL in the same application on %s', (adapterName) => {
  test('queries need the login, webhooks the signature', async () => {
    await usingRecipe(page, adapterName, checkBoth);
  });

  test('also where SignalWireWebhookGuard is registered globally', async () => {
    await usingRecipe(page, adapterName, checkBoth, {
      name: `graphql-both-guards-${adapterName}`,
      edits: [
        ['LoginGuard }]', 'LoginGuard }, { provide: APP_GUARD, useClass: SignalWireWebhookGuard }]'],
        ['import { SignalWireWebhook, ', 'import { SignalWireWebhook, SignalWireWebhookGuard, '],
      ],
    });
  });
});
