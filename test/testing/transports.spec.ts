import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { SignedTestRequest } from 'nestjs-signalwire-webhook/testing';
import supertest from 'supertest';

import { adapterNames, type RunningApplication } from '../support/applications.js';
import { type Echo, signalwire, startEcho } from './echo-application.js';

/** `inject()` requires an ES module, which Jest cannot do before Node 24.9, so it is imported here. */
const requireOfInject = createRequire(createRequire(import.meta.url).resolve('light-my-request'));
const cookiePath = requireOfInject.resolve('cookie');
const cookie = (await import(cookiePath)) as object;
jest.doMock(cookiePath, () => cookie);

interface Received {
  readonly status: number;
  readonly text: string;
}

type Send = (request: SignedTestRequest, application: RunningApplication) => Promise<Received>;

const byFetch: Send = async (request, { port }) => {
  const response = await fetch(...request.toFetch(`http://127.0.0.1:${port}/`));
  return { status: response.status, text: await response.text() };
};

const bySupertest: Send = (request, { app }) => request.applyTo(supertest(app.getHttpServer() as Server));

const byInject: Send = async (request, { app }) => {
  const response = await (app as NestFastifyApplication).inject(request.toInject());
  return { status: response.statusCode, text: response.payload };
};

const transports = adapterNames.flatMap((adapterName) => [
  { adapterName, transport: 'fetch', send: byFetch },
  { adapterName, transport: 'supertest', send: bySupertest },
  ...(adapterName === 'fastify' ? [{ adapterName, transport: 'inject', send: byInject }] : []),
]);

const text = 'Zoë said: “10 % off” & more = 😀 + ~*\' \u0000 \u2028 "\\"';
const requests: [name: string, request: SignedTestRequest][] = [
  ['a form', signalwire.form('/hook', { Body: text, [text]: 'value' })],
  ['a form with a query', signalwire.form('/hook?a=1&b=%2F', { Body: text })],
  ['a form as text, encoded otherwise', signalwire.form('/hook', 'Body=Zo%c3%ab+%41 ë&&empty&=')],
  ['a form as bytes that are not UTF-8', signalwire.form('/hook', Uint8Array.of(0x61, 0x3d, 0xff, 0xfe))],
  ['a form that repeats a name', signalwire.form('/hook', { To: ['+12', '+11', '+11'], Body: '' })],
  ['a form without parameters', signalwire.form('/hook')],
  ['JSON', signalwire.json('/hook', { text, nested: [{ [text]: 1.5 }, null] })],
  ['JSON as text, spaced', signalwire.json('/hook', `{\n "text" : "ë 😀" }\r\n`)],
  ['JSON as bytes', signalwire.json('/hook', Buffer.from('{"text":"ë"}'))],
  ['JSON by SHA-256', signalwire.json('/hook', { text }, { algorithms: ['sha256'] })],
  ['JSON by both', signalwire.json('/hook', { text }, { algorithms: ['sha1', 'sha256'] })],
  ['a GET', signalwire.get('/hook', { Body: text })],
  ['a GET without query', signalwire.get('/hook')],
  [
    'a GET with a query in both places',
    signalwire.get("/hook?a='%20'".replaceAll("'", '%27'), { Body: text }),
  ],
  ['a path beyond ASCII', signalwire.form('/caf%C3%A9', { Body: text })],
];

describe.each(transports)('$transport on $adapterName', ({ adapterName, send }) => {
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startEcho(adapterName);
  });

  afterAll(() => application.close());

  test.each(requests)('%s is accepted, and the bytes received are those signed', async (_name, request) => {
    const received = await send(request, application);
    expect(received).toMatchObject({ status: 200 });
    const { url, rawBody = '' } = JSON.parse(received.text) as Echo;
    expect(url).toBe(request.url);
    expect(Buffer.from(rawBody, 'base64')).toEqual(request.body ?? Buffer.alloc(0));
  });

  test.each(requests)('%s without signature is rejected', async (_name, request) => {
    expect((await send(request.unsigned(), application)).status).toBe(403);
  });
});
