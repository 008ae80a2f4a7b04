import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { signRequest, verifyRequest } from 'nestjs-signalwire-webhook/signature';
import { WebhookTestClient } from 'nestjs-signalwire-webhook/testing';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';

import { until } from '../support/until.js';

const KEY = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
const PUBLIC_URL = 'https://example.com/stage';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const signalwire = new WebhookTestClient({ signingKey: KEY, publicUrl: PUBLIC_URL });

describe('under Hono, over HTTP', () => {
  const reasons: string[] = [];
  let server: ReturnType<typeof serve>;
  let port: number;

  beforeAll(async () => {
    const app = new Hono();
    app.all('*', async (c) => {
      const result = await verifyRequest(c.req.raw, { signingKey: KEY, publicUrl: PUBLIC_URL });
      if (!result.verified) {
        reasons.push(result.reason);
        return c.text('Forbidden', 403);
      }
      return c.json({ url: result.url, payload: result.payload });
    });
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const origin = () => `http://127.0.0.1:${port}`;

  /** Sends the text as it is, and waits for the status line, or for the end of the connection. */
  async function sendRaw(text: string, { isCut = false } = {}): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    if (isCut) {
      await new Promise((resolve) => setImmediate(resolve));
      socket.destroy();
      return '';
    }
    const [first] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [unknown];
    socket.destroy();
    return /^HTTP\/1.1 (\d+)/.exec(String(first))?.[1] ?? 'closed';
  }

  function raw(method: string, target: string, headers: Record<string, string>, body = ''): string {
    const lines = Object.entries({ host: 'localhost', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return [`${method} ${target} HTTP/1.1`, ...lines, '', body].join('\r\n');
  }

  test.each([
    ['a form', signalwire.form('/voice?step=1', { From: '+1 555' }), { From: '+1 555' }],
    ['SWML', signalwire.json('/swml', { call: { call_id: 'c1' } }), { call: { call_id: 'c1' } }],
    ['a GET', signalwire.get('/voice', { CallSid: 'C1' }), { CallSid: 'C1' }],
  ])('%s is verified, and what is changed is not', async (_name, request, payload) => {
    const response = await fetch(...request.toFetch(origin()));
    expect(await response.json()).toEqual({ url: request.url, payload });
    for (const forged of [request.tampered(), request.withKey('PSK_another_key'), request.unsigned()]) {
      expect((await fetch(...forged.toFetch(origin()))).status).toBe(403);
    }
  });

  test('a HEAD is verified as a GET is', async () => {
    const [url, init] = signalwire.get('/voice', { CallSid: 'C1' }).toFetch(origin());
    expect((await fetch(url, { ...init, method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url, { ...init, method: 'DELETE' })).status).toBe(403);
    expect(reasons.at(-1)).toBe('unexpected-method');
  });

  test.each(["/voice?name=O'Brien", "/voice?name=O'Brien&a=%20"])(
    'an apostrophe arrives as it is in %s, and is verified',
    async (target) => {
      const body = 'a=1';
      const signature = signRequest({ method: 'POST', url: PUBLIC_URL + target, headers: FORM, body }, KEY);
      const headers = { ...FORM, ...signature, 'content-length': '3' };
      expect(await sendRaw(raw('POST', target, headers, body))).toBe('200');
      expect(await sendRaw(raw('POST', target.replace('Brien', 'Briem'), headers, body))).toBe('403');
    },
  );

  test('a header that comes twice is rejected', async () => {
    const { headers, body = Buffer.alloc(0) } = signalwire.form('/voice', 'a=1');
    for (const name of ['x-signalwire-signature', 'content-type']) {
      const sent = { ...headers, 'content-length': '3', [name.toUpperCase()]: headers[name] ?? '' };
      expect(await sendRaw(raw('POST', '/voice', sent, body.toString()))).toBe('403');
    }
    expect(reasons.slice(-2)).toEqual(['malformed-signature', 'unsupported-content-type']);
  });

  test('a GET with a body, which Hono leaves out, is rejected', async () => {
    const { path, headers } = signalwire.get('/voice', 'a=1');
    expect(await sendRaw(raw('GET', path, { ...headers, ...FORM, 'content-length': '3' }, 'a=2'))).toBe(
      '403',
    );
    expect(reasons.at(-1)).toBe('body-not-signed');
  });

  test('a fragment in the request target is rejected', async () => {
    const { path, headers } = signalwire.get('/voice', 'a=1');
    expect(await sendRaw(raw('GET', `${path}#b`, headers))).toMatch(/^40[03]$/);
    expect(await sendRaw(raw('GET', path, headers))).toBe('200');
  });

  test('a body that is too large is rejected while it is still coming', async () => {
    const { headers } = signalwire.form('/voice', 'a=1');
    const announced = { ...headers, 'content-length': String(2 ** 30) };
    expect(await sendRaw(raw('POST', '/voice', announced, 'a=1'))).toBe('403');
    const chunk = `${(2 ** 16).toString(16)}\r\n${'a'.repeat(2 ** 16)}\r\n`;
    const endless = raw('POST', '/voice', { ...headers, 'transfer-encoding': 'chunked' }, chunk.repeat(20));
    expect(await sendRaw(endless)).toBe('403');
    expect(reasons.slice(-2)).toEqual(['body-too-large', 'body-too-large']);
  });

  test('a connection that is cut in the middle of a body harms nobody', async () => {
    const { headers } = signalwire.form('/voice', 'a=1');
    const before = reasons.length;
    await sendRaw(raw('POST', '/voice', { ...headers, 'content-length': '1000' }, 'a=1'), { isCut: true });
    await until(() => reasons.length > before);
    expect(reasons.at(-1)).toBe('unreadable-body');
    expect((await fetch(...signalwire.form('/voice', 'a=1').toFetch(origin()))).status).toBe(200);
  });
});

/** `app/voice/route.ts` of Next.js, which calls it with a Request and sends the Response. */
async function POST(request: Request): Promise<Response> {
  const result = await verifyRequest(request, { signingKey: KEY, publicUrl: PUBLIC_URL });
  if (!result.verified) return new Response('Forbidden', { status: 403 });
  return Response.json({ from: result.payload['From'] });
}

describe('as a route handler of Next.js', () => {
  test('a signed request is responded to, a forged one rejected', async () => {
    const request = signalwire.form('/voice', { From: '+15551234567' });
    const response = await POST(new Request(...request.toFetch('http://localhost:3000')));
    expect(await response.json()).toEqual({ from: '+15551234567' });
    const forged = await POST(new Request(...request.tampered().toFetch('http://localhost:3000')));
    expect(forged.status).toBe(403);
  });
});
