import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { WebSocket } from 'ws';

import { createUrlToken, type CreateUrlTokenOptions } from '../../lib/signature/index.js';
import { inboundCall, swmlCall } from '../../lib/testing/index.js';
import { type AdapterName, adapterNames } from '../support/applications.js';
import {
  type Edit,
  RECIPE_URL,
  type RunningRecipes,
  type SharedRecipe,
  type SharedRecipeSetup,
  startRecipe,
  startRecipes,
  webhook,
} from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';
import { NEWER_SECRET, SECRET } from '../support/url-tokens.js';
import { until } from '../support/until.js';

const page = 'docs/how-to/media-streams.md';
const CALL = '76ac3c36-56da-4a3e-a0d6-b5f8df6da9ad';
const OTHER_CALL = '0a059168-ead0-41af-9d1f-343dae832527';
const URL_OF_CALL = `wss://example.com/media/${CALL}`;

const withSwml: Edit[] = [
  ['controllers: [VoiceController]', 'controllers: [VoiceController, SwmlController]'],
  [
    "import { VoiceController } from './voice.controller.js';",
    "import { VoiceController } from './voice.controller.js';import { SwmlController } from './swml.controller.js';",
  ],
];
const onFastify: Edit[] = [
  ['NestFactory.create(AppModule, {', 'NestFactory.create(AppModule, new FastifyAdapter(), {'],
  [
    "import { NestFactory } from '@nestjs/core';",
    "import { NestFactory } from '@nestjs/core';import { FastifyAdapter } from '@nestjs/platform-fastify';",
  ],
];

/** The page does not wait for the application that it starts, but the next one of the process does. */
const waiting: Edit[] = [['void bootstrap()', 'await bootstrap()']];

function applicationOn(adapterName: AdapterName, publicUrl: string): SharedRecipeSetup {
  const edits = adapterName === 'fastify' ? [...withSwml, ...onFastify] : withSwml;
  const env = { URL_TOKEN_SECRET: SECRET, PUBLIC_URL: publicUrl };
  return { adapterName, main: 'main', edits: [...edits, ...waiting], env };
}

let applications: RunningRecipes;

beforeAll(async () => {
  applications = await startRecipes(page, {
    'on express': applicationOn('express', RECIPE_URL),
    'on fastify': applicationOn('fastify', RECIPE_URL),
    'on express, below a prefix': applicationOn('express', `${RECIPE_URL}/prefix/`),
    'on fastify, below a prefix': applicationOn('fastify', `${RECIPE_URL}/prefix/`),
  });
});

afterAll(() => applications.stop());

function tokenFor(options: Partial<CreateUrlTokenOptions> = {}): string {
  return createUrlToken({ secret: SECRET, url: URL_OF_CALL, ...options });
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

interface Handshake {
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** Resolves to the status of the handshake, and to the open connection. */
async function connect(
  { port }: SharedRecipe,
  { path = `/media/${CALL}`, headers = {} }: Handshake,
): Promise<{ readonly status: number; readonly client: WebSocket }> {
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  const status = await new Promise<number>((resolve, reject) => {
    client.once('open', () => {
      resolve(101);
    });
    client.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    client.once('error', reject);
  });
  return { status, client };
}

async function statusOf(application: SharedRecipe, handshake: Handshake): Promise<number> {
  const { status, client } = await connect(application, handshake);
  client.terminate();
  return status;
}

async function closeCodeOf(application: SharedRecipe, messages: readonly unknown[]): Promise<unknown> {
  const { status, client } = await connect(application, { headers: bearer(tokenFor()) });
  expect(status).toBe(101);
  const closed = once(client, 'close');
  for (const message of messages)
    client.send(typeof message === 'string' ? message : JSON.stringify(message));
  const [code] = (await closed) as [number];
  return code;
}

function startOf(callSid: unknown): object {
  return { event: 'start', sequenceNumber: '1', start: { streamSid: 's1', accountSid: 'a1', callSid } };
}

function mediaOf(text: string): object {
  const payload = Buffer.from(text).toString('base64');
  return { event: 'media', sequenceNumber: '2', media: { track: 'inbound', payload } };
}

describe.each(adapterNames)('media streams on %s', (adapterName) => {
  test('the handler of a verified call creates the token, with which SignalWire connects', async () => {
    const application = applications.recipe(`on ${adapterName}`);
    const { send, output } = application;
    const form = inboundCall({ CallSid: CALL }) as Record<string, string>;
    const cxml = await send(webhook.form('/voice', form));
    expect(cxml.headers['cache-control']).toBe('no-store');
    const [, url, token = ''] = /<Stream url="(.*)" authBearerToken="(.*)"\/>/.exec(cxml.body) ?? [];
    expect(url).toBe(URL_OF_CALL);
    const forged = await send(webhook.form('/voice', form, { signingKey: OTHER_KEY }));
    expect([forged.status, forged.body.includes('token')]).toEqual([403, false]);

    const call = swmlCall({ call: { call_id: CALL } });
    const swml = JSON.parse((await send(webhook.json('/swml', call))).body) as {
      sections: { main: [unknown, { stream: { url: string; authorization_bearer_token: string } }] };
    };
    const { stream } = swml.sections.main[1];
    expect(stream.url).toBe(URL_OF_CALL);

    for (const [index, accepted] of [token, stream.authorization_bearer_token].entries()) {
      const { status, client } = await connect(application, { headers: bearer(accepted) });
      expect(status).toBe(101);
      for (const message of [{ event: 'connected' }, startOf(CALL), mediaOf('12345')])
        client.send(JSON.stringify(message));
      await until(() => output().split('5 bytes of audio').length === index + 2);
      expect(output()).toContain(`The stream of call ${CALL} has started.`);
      expect(client.readyState).toBe(WebSocket.OPEN);
      client.terminate();
    }
    expect(output()).not.toContain(token);
  });

  test('every other handshake is rejected with 401', async () => {
    const application = applications.recipe(`on ${adapterName}`);
    const token = tokenFor();
    const expired = tokenFor({ expiresIn: 1 });
    const tampered = token.replace(/.(?=.$)/, (character) => (character === 'A' ? 'B' : 'A'));
    const tokenOf = (path: string) => tokenFor({ url: `wss://example.com${path}` });
    const handshakes: Record<string, Handshake> = {
      'no token': {},
      'an empty token': { headers: bearer('') },
      'a token without a scheme': { headers: { authorization: token } },
      'a token in the query': { path: `/media/${CALL}?sw_token=${token}` },
      'a token of a different call': { headers: bearer(tokenOf(`/media/${OTHER_CALL}`)) },
      'a different call with this token': { path: `/media/${OTHER_CALL}`, headers: bearer(token) },
      'a tampered token': { headers: bearer(tampered) },
      'no token of ours': { headers: bearer('v1.zzzzzz.AAAA') },
      'a different secret': { headers: bearer(tokenFor({ secret: NEWER_SECRET })) },
      'a different public URL': { headers: bearer(tokenFor({ url: `wss://example.org/media/${CALL}` })) },
      'a token of a POST': { headers: bearer(tokenFor({ method: 'POST' })) },
      'a query': { path: `/media/${CALL}?a=1`, headers: bearer(token) },
      'a different path with its token': { path: '/other', headers: bearer(tokenOf('/other')) },
      'no call with its token': { path: '/media/', headers: bearer(tokenOf('/media/')) },
      'a deeper path with its token': {
        path: `/media/${CALL}/1`,
        headers: bearer(tokenOf(`/media/${CALL}/1`)),
      },
      'an escaped path': { path: `/%6dedia/${CALL}`, headers: bearer(token) },
    };
    await until(() => Date.now() > parseInt(expired.split('.')[1] ?? '', 36) * 1_000);
    handshakes['an expired token'] = { headers: bearer(expired) };
    const statuses: Record<string, number> = {};
    for (const [name, handshake] of Object.entries(handshakes))
      statuses[name] = await statusOf(application, handshake);
    expect(statuses).toEqual(Object.fromEntries(Object.keys(handshakes).map((name) => [name, 401])));
    expect(await statusOf(application, { headers: bearer(token) })).toBe(101);
  });

  test('a start message of a different call closes the connection with 1008', async () => {
    const application = applications.recipe(`on ${adapterName}`);
    const { output } = application;
    for (const callSid of [OTHER_CALL, CALL.toUpperCase(), '', undefined, null, [CALL], { CALL }])
      expect(await closeCodeOf(application, [startOf(callSid), mediaOf('audio')])).toBe(1008);
    expect(await closeCodeOf(application, [{ event: 'start' }])).toBe(1008);
    expect(await closeCodeOf(application, [mediaOf('audio')])).toBe(1008);
    expect(output()).not.toContain('has started');
    expect(await closeCodeOf(application, [startOf(CALL), startOf(OTHER_CALL), mediaOf('other')])).toBe(1008);
    expect(output()).not.toContain('bytes of audio');
  });

  test('malformed and large messages do not end the application', async () => {
    const application = applications.recipe(`on ${adapterName}`);
    expect(await closeCodeOf(application, ['no JSON', 'null', '1', '{}', mediaOf('audio')])).toBe(1008);
    expect(await closeCodeOf(application, [`"${'a'.repeat(65_536)}"`])).toBe(1009);
    expect(await statusOf(application, { headers: bearer(tokenFor()) })).toBe(101);
  });

  test('a path prefix that a proxy strips is part of the public URL', async () => {
    const application = applications.recipe(`on ${adapterName}, below a prefix`);
    const form = inboundCall({ CallSid: CALL }) as Record<string, string>;
    const setup = { publicUrl: `${RECIPE_URL}/prefix` };
    const { body } = await application.send(webhook.form('/voice', form, setup));
    const [, url, token = ''] = /<Stream url="(.*)" authBearerToken="(.*)"\/>/.exec(body) ?? [];
    expect(url).toBe(`wss://example.com/prefix/media/${CALL}`);
    expect(await statusOf(application, { headers: bearer(token) })).toBe(101);
    expect(await statusOf(application, { headers: bearer(tokenFor()) })).toBe(401);
  });
});

test.each([{ URL_TOKEN_SECRET: '' }, { URL_TOKEN_SECRET: 'short' }, { PUBLIC_URL: '' }])(
  'media streams do not start with %j',
  async (variable) => {
    const env = { URL_TOKEN_SECRET: SECRET, ...variable };
    await expect(startRecipe(page, 'express', { main: 'main', env })).rejects.toThrow(
      /secret|publicUrl|url must/,
    );
  },
);
