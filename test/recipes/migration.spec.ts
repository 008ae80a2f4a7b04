import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type AdapterName, adapterNames, type RequestToSend } from '../support/applications.js';
import { type RecipeSetup, type RunningRecipe, startRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/how-to/migration.md';
const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');

/** The two blocks of a section: the code before, and after. */
function beforeAndAfter(heading: string): { before: string; after: string } {
  const [, section = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [before, after] = [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  if (before === undefined || after === undefined) throw new Error(heading);
  return { before, after };
}

function filesFor(code: string): Map<string, string> {
  const [, controller = ''] = /export class (\w+Controller)/.exec(code) ?? [];
  const module = `
import { Module } from '@nestjs/common';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { ${controller} } from './controller.js';
const signingKey = process.env.SIGNALWIRE_SIGNING_KEY;
const webhooks = SignalWireWebhookModule.forRoot({ signingKey, publicUrl: process.env.PUBLIC_URL });
@Module({ imports: process.env.WITH_MODULE ? [webhooks] : [], controllers: [${controller}] })
export class AppModule {}`;
  return new Map([
    ['controller', code],
    ['app.module', module],
  ]);
}

type Send = (request: RequestToSend) => Promise<readonly [status: number, contentType: unknown]>;

async function using(
  code: string,
  adapterName: AdapterName,
  env: Record<string, string>,
  use: (send: Send, recipe: RunningRecipe) => Promise<void>,
): Promise<void> {
  const setup: RecipeSetup = { files: filesFor(code), env, name: `migration-${adapterName}` };
  const recipe = await startRecipe(page, adapterName, setup);
  try {
    await use(async (request) => {
      const { status, headers } = await recipe.send(request);
      return [status, headers['content-type']];
    }, recipe);
  } finally {
    await recipe.stop();
  }
}

/** Forms of SignalWire have the signature in both headers. */
function inBothHeaders(request: RequestToSend): RequestToSend {
  const signature = request.headers?.['x-signalwire-signature'] ?? '';
  return { ...request, headers: { ...request.headers, 'x-twilio-signature': signature } };
}

const form = { CallSid: 'c1', From: '+15551234567' };
const xml = [200, 'text/xml; charset=utf-8'];
const rejected = [403, 'application/json; charset=utf-8'];

const sections = ['`validateRequest`', '`twilio`', 'Your own guard'];

describe.each(sections)('migration: %s', (heading) => {
  const { before, after } = beforeAndAfter(heading);

  test('before: genuine requests pass with 201, and so do forgeries where the key is empty', async () => {
    await using(before, 'express', {}, async (send, { port }) => {
      const publicUrl = heading === 'Your own guard' ? `http://127.0.0.1:${port}` : 'https://example.com';
      const genuine = inBothHeaders(webhook.form('/voice', form, { publicUrl }));
      expect(await send(genuine)).toEqual([201, 'text/html; charset=utf-8']);
      expect((await send({ ...genuine, body: 'CallSid=c2' }))[0]).toBe(403);
    });
    await using(before, 'express', { SIGNALWIRE_SIGNING_KEY: '' }, async (send, { port }) => {
      const host = heading === 'Your own guard' ? `http://127.0.0.1:${port}` : 'https://example.com';
      const { createHmac } = await import('node:crypto');
      const signature = createHmac('sha1', '').update(`${host}/voiceCallSidc1`).digest('base64');
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-signalwire-signature': signature,
        'x-twilio-signature': signature,
      };
      expect((await send({ target: '/voice', headers, body: 'CallSid=c1' }))[0]).toBe(201);
    });
  });

  test.each(adapterNames)('after, on %s: 200 and cXML, or 403', async (adapterName) => {
    await using(after, adapterName, { WITH_MODULE: 'yes' }, async (send) => {
      const genuine = webhook.form('/voice', form);
      expect(await send(genuine)).toEqual(xml);
      expect(await send({ ...genuine, body: 'CallSid=c2' })).toEqual(rejected);
      expect(await send(webhook.form('/voice', form, { signingKey: OTHER_KEY }))).toEqual(rejected);
      expect((await send({ ...genuine, headers: {} }))[0]).not.toBe(200);
    });
  });

  test('after: an empty key stops the start', async () => {
    const env = { WITH_MODULE: 'yes', SIGNALWIRE_SIGNING_KEY: '' };
    const setup: RecipeSetup = { files: filesFor(after), env, name: 'migration-express' };
    await expect(startRecipe(page, 'express', setup)).rejects.toThrow('signingKey');
  });
});

describe('migration: `@signalwire/web-api`', () => {
  const { before, after } = beforeAndAfter('`@signalwire/web-api`');
  const call = { call: { call_id: 'c1', from: '+15551234567' } };
  const json = webhook.json('/swml', call);
  const unsigned = { ...json, headers: { 'content-type': 'application/json' } };
  const asForm = webhook.form('/swml', form);

  test('before: a form, which it throws at, is a 500', async () => {
    await using(before, 'express', {}, async (send) => {
      const statusOf = async (request: RequestToSend) => (await send(request))[0];
      expect(await statusOf(json)).toBe(201);
      expect(await statusOf(webhook.json('/swml', call, { signingKey: OTHER_KEY }))).toBe(403);
      expect(await statusOf(unsigned)).toBe(403);
      expect(await statusOf(asForm)).toBe(500);
    });
  });

  test.each(adapterNames)('after, on %s: 403', async (adapterName) => {
    await using(after, adapterName, { WITH_MODULE: 'yes' }, async (send, recipe) => {
      const answer = await recipe.send(json);
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('say:Hello +15551234567')]);
      expect(await send(webhook.json('/swml', call, { signingKey: OTHER_KEY }))).toEqual(rejected);
      expect(await send(unsigned)).toEqual(rejected);
      expect(await send(webhook.form('/swml', form, { signingKey: OTHER_KEY }))).toEqual(rejected);
      const sha256 = webhook.json('/swml', call, { algorithms: ['sha1', 'sha256'] });
      expect((await send(sha256))[0]).toBe(200);
      const headers = { ...sha256.headers, 'x-signalwire-sha256-signature': '0'.repeat(64) };
      expect(await send({ ...sha256, headers })).toEqual(rejected);
    });
  });
});

describe('migration: Your own Express middleware', () => {
  const { before, after } = beforeAndAfter('Your own Express middleware');
  const called = '<Response><Say>You called +15550001111</Say></Response>';
  const genuine = webhook.form('/voice', { ...form, To: '+15550001111' });
  const forged = webhook.form('/voice', form, { signingKey: OTHER_KEY });

  test.each([
    ['before', before, [201, 'text/html; charset=utf-8']],
    ['after', after, xml],
  ])('%s', async (_, code, expected) => {
    const recipe = await startRecipe(page, 'express', { files: new Map([['app.module', code]]) });
    try {
      const { status, headers, body } = await recipe.send(genuine);
      expect([status, headers['content-type']]).toEqual(expected);
      expect(body).toBe(called);
      expect((await recipe.send(forged)).status).toBe(403);
    } finally {
      await recipe.stop();
    }
  });
});
