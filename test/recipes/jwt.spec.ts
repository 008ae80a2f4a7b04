import { describe, expect, test } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';

import { adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const JWT_SECRET = 'a secret of this test';
const page = 'docs/how-to/jwt.md';
const form = { CallSid: 'c1' };

function bearer(secret: string): { authorization: string } {
  return { authorization: `Bearer ${new JwtService({ secret }).sign({ sub: 'user-1' })}` };
}

describe.each(adapterNames)('a JWT guard beside ours on %s', (adapterName) => {
  test('each asks for its own proof', async () => {
    await usingRecipe(
      page,
      adapterName,
      async ({ send }) => {
        const genuine = await send(webhook.form('/voice', form));
        expect([genuine.status, genuine.body]).toEqual([200, '<Response><Say>Hello</Say></Response>']);
        const forged = webhook.form('/voice', form, { signingKey: OTHER_KEY });
        expect((await send(forged)).status).toBe(403);
        const headers = { ...forged.headers, ...bearer(JWT_SECRET) };
        expect((await send({ ...forged, headers })).status).toBe(403);

        for (const target of ['/calls', '/voice/settings']) {
          const statusOf = async (headers: Record<string, string>) =>
            (await send({ method: 'GET', target, headers })).status;
          expect(await statusOf({})).toBe(401);
          expect(await statusOf(bearer('another secret'))).toBe(401);
          expect(await statusOf(bearer(JWT_SECRET))).toBe(200);
          expect(await statusOf(webhook.get(target).headers as Record<string, string>)).toBe(401);
        }
      },
      { env: { JWT_SECRET } },
    );
  });
});
