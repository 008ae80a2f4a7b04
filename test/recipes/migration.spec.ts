import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { adapterNames, type RequestToSend } from '../support/applications.js';
import { closeAtEnd } from '../support/close-at-end.js';
import {
  type RunningRecipes,
  type SharedRecipeSetup,
  startRecipe,
  startRecipes,
  webhook,
} from '../support/recipes.js';
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

const CXML = ['`validateRequest`', '`twilio`', 'Your own guard'];
const SWML = '`@signalwire/web-api`';
const MIDDLEWARE = 'Your own Express middleware';

/** The code before on Express, and after on both adapters. */
function applicationsOf(heading: string): Record<string, SharedRecipeSetup> {
  const { before, after } = beforeAndAfter(heading);
  const migrated = adapterNames.map((adapterName) => {
    const application = { adapterName, files: filesFor(after), env: { WITH_MODULE: 'yes' } };
    return [`${heading} after on ${adapterName}`, application] as const;
  });
  return {
    [`${heading} before`]: { adapterName: 'express', files: filesFor(before) },
    ...Object.fromEntries(migrated),
  };
}

let running: RunningRecipes;
/** The code before, without a signing key. */
let withoutKey: RunningRecipes;

beforeAll(async () => {
  const { before, after } = beforeAndAfter(MIDDLEWARE);
  const applications = Object.assign({}, ...[...CXML, SWML].map(applicationsOf)) as object;
  running = await startRecipes(page, {
    ...applications,
    [`${MIDDLEWARE} before`]: { adapterName: 'express', files: new Map([['app.module', before]]) },
    [`${MIDDLEWARE} after`]: { adapterName: 'express', files: new Map([['app.module', after]]) },
  });
  closeAtEnd(running.stop);
  const env = { SIGNALWIRE_SIGNING_KEY: '' };
  const setups = CXML.map((heading) => {
    const files = filesFor(beforeAndAfter(heading).before);
    return [heading, { adapterName: 'express', files, env }] as const;
  });
  withoutKey = await startRecipes(page, Object.fromEntries(setups), `${page}-without-key`);
  closeAtEnd(withoutKey.stop);
});

type Status = readonly [status: number, contentType: unknown];

async function send(application: string, request: RequestToSend): Promise<Status> {
  const { status, headers } = await running.recipe(application).send(request);
  return [status, headers['content-type']];
}

/** Forms of SignalWire have the signature in both headers. */
function inBothHeaders(request: RequestToSend): RequestToSend {
  const signature = request.headers?.['x-signalwire-signature'] ?? '';
  return { ...request, headers: { ...request.headers, 'x-twilio-signature': signature } };
}

const form = { CallSid: 'c1', From: '+15551234567' };
const xml = [200, 'text/xml; charset=utf-8'];
const rejected = [403, 'application/json; charset=utf-8'];

describe.each(CXML)('migration: %s', (heading) => {
  const baseOf = (port: number) =>
    heading === 'Your own guard' ? `http://127.0.0.1:${port}` : 'https://example.com';

  test('before: genuine requests pass with 201', async () => {
    const application = `${heading} before`;
    const publicUrl = baseOf(running.recipe(application).port);
    const genuine = inBothHeaders(webhook.form('/voice', form, { publicUrl }));
    expect(await send(application, genuine)).toEqual([201, 'text/html; charset=utf-8']);
    expect((await send(application, { ...genuine, body: 'CallSid=c2' }))[0]).toBe(403);
  });

  test('before: forgeries pass where the key is empty', async () => {
    const { port, send: sendTo } = withoutKey.recipe(heading);
    const signature = createHmac('sha1', '')
      .update(`${baseOf(port)}/voiceCallSidc1`)
      .digest('base64');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-signalwire-signature': signature,
      'x-twilio-signature': signature,
    };
    expect((await sendTo({ target: '/voice', headers, body: 'CallSid=c1' })).status).toBe(201);
  });

  test.each(adapterNames)('after, on %s: 200 and cXML, or 403', async (adapterName) => {
    const application = `${heading} after on ${adapterName}`;
    const genuine = webhook.form('/voice', form);
    expect(await send(application, genuine)).toEqual(xml);
    expect(await send(application, { ...genuine, body: 'CallSid=c2' })).toEqual(rejected);
    const forged = webhook.form('/voice', form, { signingKey: OTHER_KEY });
    expect(await send(application, forged)).toEqual(rejected);
    expect((await send(application, { ...genuine, headers: {} }))[0]).not.toBe(200);
  });
});

describe(`migration: ${SWML}`, () => {
  const call = { call: { call_id: 'c1', from: '+15551234567' } };
  const json = webhook.json('/swml', call);
  const forged = webhook.json('/swml', call, { signingKey: OTHER_KEY });
  const unsigned = { ...json, headers: { 'content-type': 'application/json' } };

  test('before: a form, which it throws at, is a 500', async () => {
    const requests = [json, forged, unsigned, webhook.form('/swml', form)];
    const statuses = [];
    for (const request of requests) statuses.push((await send(`${SWML} before`, request))[0]);
    expect(statuses).toEqual([201, 403, 403, 500]);
  });

  test.each(adapterNames)('after, on %s: 403', async (adapterName) => {
    const application = `${SWML} after on ${adapterName}`;
    const answer = await running.recipe(application).send(json);
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('say:Hello +15551234567')]);
    const forgedForm = webhook.form('/swml', form, { signingKey: OTHER_KEY });
    for (const request of [forged, unsigned, forgedForm])
      expect(await send(application, request)).toEqual(rejected);
    const sha256 = webhook.json('/swml', call, { algorithms: ['sha1', 'sha256'] });
    expect((await send(application, sha256))[0]).toBe(200);
    const headers = { ...sha256.headers, 'x-signalwire-sha256-signature': '0'.repeat(64) };
    expect(await send(application, { ...sha256, headers })).toEqual(rejected);
  });
});

describe(`migration: ${MIDDLEWARE}`, () => {
  const called = '<Response><Say>You called +15550001111</Say></Response>';
  const genuine = webhook.form('/voice', { ...form, To: '+15550001111' });
  const forged = webhook.form('/voice', form, { signingKey: OTHER_KEY });

  test.each([
    ['before', [201, 'text/html; charset=utf-8']],
    ['after', xml],
  ])('%s', async (name, expected) => {
    const recipe = running.recipe(`${MIDDLEWARE} ${name}`);
    const { status, headers, body } = await recipe.send(genuine);
    expect([status, headers['content-type']]).toEqual(expected);
    expect(body).toBe(called);
    expect((await recipe.send(forged)).status).toBe(403);
  });

  test('after: an empty key stops the start', async () => {
    const files = new Map([['app.module', beforeAndAfter(MIDDLEWARE).after]]);
    const setup = { files, env: { SIGNALWIRE_SIGNING_KEY: '' }, name: 'migration-no-start' };
    await expect(startRecipe(page, 'express', setup)).rejects.toThrow('signingKey');
  });
});
