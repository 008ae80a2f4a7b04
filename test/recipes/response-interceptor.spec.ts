import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { usingRecipe, webhook } from '../support/recipes.js';

const page = 'docs/how-to/response-interceptor.md';
const form = { CallSid: 'c1' };

describe.each(adapterNames)('an interceptor that wraps responses on %s', (adapterName) => {
  test('leaves those to SignalWire alone', async () => {
    await usingRecipe(page, adapterName, async ({ send, output }) => {
      const cxml = await send(webhook.form('/voice', form));
      expect([cxml.status, cxml.headers['content-type'], cxml.body]).toEqual([
        200,
        'text/xml; charset=utf-8',
        '<Response><Say>Hello</Say></Response>',
      ]);
      const swml = await send(webhook.json('/voice/swml', { call: {} }));
      expect(JSON.parse(swml.body)).toEqual({
        version: '1.0.0',
        sections: { main: [{ play: 'say:Hello' }] },
      });
      const status = await send(webhook.form('/voice/status', { ...form, CallStatus: 'completed' }));
      expect([status.status, status.body]).toEqual([204, '']);
      const calls = await send({ method: 'GET', target: '/calls' });
      expect(calls.body).toBe('{"data":[{"from":"+15551234567"}]}');
      expect(output()).not.toContain('wrapped');
    });
  });
});
