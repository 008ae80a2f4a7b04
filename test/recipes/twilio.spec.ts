import { describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import twilio from 'twilio';

import { adapterNames, type RequestToSend } from '../support/applications.js';
import { RECIPE_URL, usingRecipe, webhook } from '../support/recipes.js';
import { FORM, JSON_TYPE } from '../support/signing.js';
import { until } from '../support/until.js';

const page = 'docs/how-to/twilio.md';
const PROJECT = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
const ACCOUNT = 'AC5ef8732a3c49700934481addd5ce1659';
const AUTH_TOKEN = '1c892n40nd03kdnc0112slzkl3091j20';
const env = { SIGNALWIRE_PROJECT_ID: PROJECT, TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: AUTH_TOKEN };

/** As Twilio sends it, signed by its own package. */
function fromTwilio(target: string, parameters: Record<string, string | string[]>): RequestToSend {
  const signature = twilio.getExpectedTwilioSignature(AUTH_TOKEN, RECIPE_URL + target, parameters);
  const pairs = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return {
    target,
    headers: { ...FORM, 'x-twilio-signature': signature },
    body: new URLSearchParams(pairs).toString(),
  };
}

function jsonFromTwilio(path: string, body: string): RequestToSend {
  const target = `${path}?bodySHA256=${twilio.getExpectedBodyHash(body)}`;
  const signature = twilio.getExpectedTwilioSignature(AUTH_TOKEN, RECIPE_URL + target, {});
  return { target, headers: { ...JSON_TYPE, 'x-twilio-signature': signature }, body };
}

describe.each(adapterNames)('SignalWire and Twilio calling one application on %s', (adapterName) => {
  test('each is known by its own key', async () => {
    await usingRecipe(
      page,
      adapterName,
      async ({ send }) => {
        const call = { CallSid: 'c1', From: '+15551234567', FromCity: "Saint-Jean-d'Arves & café" };
        const signalwire = await send(webhook.form('/voice', { AccountSid: PROJECT, ...call }));
        expect([signalwire.status, signalwire.body]).toEqual([
          200,
          expect.stringContaining('Hello +15551234567, by SignalWire'),
        ]);
        const genuine = fromTwilio('/voice', {
          AccountSid: ACCOUNT,
          ...call,
          MediaUrl: ['https://b.example', 'https://a.example'],
        });
        const byTwilio = await send(genuine);
        expect([byTwilio.status, byTwilio.body]).toEqual([
          200,
          expect.stringContaining('Hello +15551234567, by Twilio'),
        ]);

        const statuses = async (...requests: RequestToSend[]) => {
          const found: number[] = [];
          for (const request of requests) found.push((await send(request)).status);
          return found;
        };
        expect(
          await statuses(
            { ...genuine, body: String(genuine.body).replace('c1', 'c2') },
            fromTwilio('/voice', { AccountSid: PROJECT, ...call }),
            webhook.form('/voice', { AccountSid: ACCOUNT, ...call }),
            fromTwilio('/voice', { AccountSid: 'AC00000000000000000000000000000000', ...call }),
          ),
        ).toEqual([403, 403, 403, 403]);
      },
      { env },
    );
  });

  test('a SharedKey verifies by HMAC_SHA1, beside the auth token', async () => {
    const secret = 'the-secret-of-a-shared-key';
    const sharedKey = (algorithm: 'sha1' | 'sha256'): RequestToSend => {
      const text = `${RECIPE_URL}/voiceAccountSid${ACCOUNT}CallSidc1`;
      return {
        target: '/voice',
        headers: {
          ...FORM,
          'x-twilio-signature': createHmac(algorithm, secret).update(text).digest('base64'),
          'x-twilio-webhooks-signature-settings': `key=SK1,algorithm=HMAC_${algorithm.toUpperCase()}`,
        },
        body: `AccountSid=${ACCOUNT}&CallSid=c1`,
      };
    };
    await usingRecipe(
      page,
      adapterName,
      async ({ send, output }) => {
        const answer = await send(sharedKey('sha1'));
        expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('by Twilio')]);
        expect((await send(fromTwilio('/voice', { AccountSid: ACCOUNT }))).status).toBe(200);
        expect((await send(sharedKey('sha256'))).status).toBe(403);
        await until(() => output().includes('malformed-signature'));
      },
      {
        env: { ...env, TWILIO_SHARED_KEY: secret },
        edits: [
          ['[twilio.id]: twilio.key', "[twilio.id]: [process.env.TWILIO_SHARED_KEY ?? '', twilio.key]"],
        ],
      },
    );
  });

  test('JSON: SWML is SignalWire’s, bodySHA256 Twilio’s', async () => {
    await usingRecipe(
      page,
      adapterName,
      async ({ send }) => {
        const swml = { call: { call_id: 'c1', project_id: PROJECT } };
        expect((await send(webhook.json('/voice/swml', swml))).status).toBe(200);
        expect((await send(webhook.json('/voice/swml', swml, { signingKey: AUTH_TOKEN }))).status).toBe(403);
        expect((await send(fromTwilio('/voice/swml', { AccountSid: ACCOUNT }))).status).toBe(403);

        const json = jsonFromTwilio('/voice/twilio-json', '{"event":"1"}');
        const answer = await send(json);
        expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('<Response/>')]);
        expect((await send({ ...json, body: '{"event":"2"}' })).status).toBe(403);
        expect((await send(webhook.json('/voice/twilio-json', swml))).status).toBe(403);
      },
      { env },
    );
  });
});
