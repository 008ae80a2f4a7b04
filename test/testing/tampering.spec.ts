import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { inboundCall, type SignedTestRequest, swmlCall } from 'nestjs-signalwire-webhook/testing';

import { adapterNames, type RunningApplication } from '../support/applications.js';
import { rejectionReason } from '../support/outcomes.js';
import { SIGNING_KEY } from '../support/signing.js';
import { OTHER_KEY, signalwire, startEcho } from './echo-application.js';

const kinds: [kind: string, request: SignedTestRequest][] = [
  ['a form', signalwire.form('/hook?id=7', inboundCall())],
  ['JSON', signalwire.json('/hook?id=7', swmlCall())],
  ['JSON by SHA-256', signalwire.json('/hook?id=7', swmlCall(), { algorithms: ['sha256'] })],
  ['a GET', signalwire.get('/hook?id=7', inboundCall())],
];

const helpers: [name: string, reason: string, tamper: (request: SignedTestRequest) => SignedTestRequest][] = [
  ['tampered()', 'signature-mismatch', (request) => request.tampered()],
  ['withKey()', 'signature-mismatch', (request) => request.withKey(OTHER_KEY)],
  ['unsigned()', 'missing-signature', (request) => request.unsigned()],
  ['replayedTo()', 'signature-mismatch', (request) => request.replayedTo('/other?id=7')],
  ['replayedTo() with another query', 'signature-mismatch', (request) => request.replayedTo('/hook?id=8')],
];

describe.each(adapterNames)('tampering on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startEcho(adapterName);
  });

  afterAll(() => application.close());

  async function send(request: SignedTestRequest): Promise<number> {
    return (await fetch(...request.toFetch(`http://127.0.0.1:${application.port}`))).status;
  }

  const cases = kinds.flatMap(([kind, request]) =>
    helpers.map(([helper, reason, tamper]) => ({ kind, request, helper, reason, tamper })),
  );

  test.each(cases)('$kind: $helper', async ({ request, reason, tamper }) => {
    expect(await send(request)).toBe(200);
    expect(await rejectionReason(() => send(tamper(request)))).toBe(reason);
    expect(await send(tamper(request))).toBe(403);
    expect(await send(request)).toBe(200);
  });

  test.each(kinds.slice(0, 3))('%s: withBody()', async (_kind, request) => {
    expect(await send(request.withBody({ From: '+12025550199' }))).toBe(403);
    expect(await send(request.withBody(request.body ?? ''))).toBe(200);
    expect(await send(request.withBody({ From: '+12025550199' }).withKey(SIGNING_KEY))).toBe(200);
  });

  test.each(kinds)('%s: withHeader()', async (_kind, request) => {
    expect(await send(request.withHeader('X-Request-Id', '1'))).toBe(200);
    for (const name of ['X-SignalWire-Signature', 'X-SignalWire-SHA256-Signature']) {
      if (name.toLowerCase() in request.headers) expect(await send(request.withHeader(name, 'x'))).toBe(403);
    }
  });

  test('another content type is rejected', async () => {
    const form = signalwire.form('/hook', inboundCall());
    expect(await send(form.withHeader('Content-Type', 'application/json'))).not.toBe(200);
    expect(await send(form.withHeader('Content-Type', 'text/plain'))).toBe(403);
  });

  test('another key, and the right one again', async () => {
    const form = signalwire.form('/hook', inboundCall());
    expect(form.withKey(OTHER_KEY).withKey(SIGNING_KEY)).toEqual(form);
    expect(await send(form.tampered().withKey(SIGNING_KEY))).toBe(200);
  });
});

describe('tampered()', () => {
  const isVerified = (request: SignedTestRequest) => verifySignature(request, SIGNING_KEY).verified;

  function expectTampered(request: SignedTestRequest): void {
    const tampered = request.tampered();
    expect(isVerified(request)).toBe(true);
    expect(isVerified(tampered)).toBe(false);
    expect(tampered.body?.length).toBe(request.body?.length);
    expect(tampered.path.length).toBe(request.path.length);
    expect(tampered.headers).toEqual(request.headers);
  }

  const texts = fc.string({ unit: 'binary' });

  test('of any form is rejected', () => {
    const pairs = fc.array(fc.tuple(texts, texts), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (parameters) => {
        fc.pre(parameters.some(([name, value]) => name + value !== ''));
        expectTampered(signalwire.form('/hook', parameters));
      }),
    );
  });

  test('of any query is rejected', () => {
    const pairs = fc.array(fc.tuple(texts, texts), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (parameters) => {
        expectTampered(signalwire.get('/hook', parameters));
      }),
    );
  });

  test('of any JSON is rejected', () => {
    const payloads = fc.dictionary(texts, fc.jsonValue());
    fc.assert(
      fc.property(payloads, (payload) => {
        expectTampered(signalwire.json('/hook', payload));
      }),
    );
  });

  test.each(kinds)('of %s stays readable', (_kind, request) => {
    const { body, path } = request.tampered();
    if (request.headers['content-type'] === 'application/json') {
      expect(() => {
        JSON.parse(String(body));
      }).not.toThrow();
    }
    expect(decodeURIComponent(path + String(body ?? ''))).not.toContain('\uFFFD');
  });

  test('a request without body and query', () => {
    expect(() => signalwire.get('/hook').tampered()).toThrow('needs a request with a body or a query');
    expect(() => signalwire.form('/hook').tampered()).toThrow(TypeError);
    expect(signalwire.form('/hook?id=1').tampered().path).toBe('/hook?id=0');
  });
});
