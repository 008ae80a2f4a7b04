import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookVerifier,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';
import { createHmac } from 'node:crypto';

import {
  adapterNames,
  type RunningApplication,
  startApplication,
  type Use,
  withApplication,
} from '../support/applications.js';
import { FORM, JSON_TYPE, PUBLIC_URL, signed, signedJson, SIGNING_KEY } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook') hook(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return webhook;
  }

  @Get('hook') get(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return webhook;
  }
}

function signatureOver(text: string): string {
  return createHmac('sha1', SIGNING_KEY).update(text).digest('base64');
}

describe.each(adapterNames)('the payload says what was signed, on %s', (adapterName) => {
  const using = (use: Use) =>
    withApplication(adapterName, { webhooks: {}, controllers: [HookController] }, use);

  async function payloadOf(
    application: RunningApplication,
    body: string,
    signedText: string,
  ): Promise<unknown> {
    const signature = signatureOver(`${PUBLIC_URL}/hook${signedText}`);
    const headers = { ...FORM, 'x-signalwire-signature': signature };
    const response = await application.send({ target: '/hook', headers, body });
    if (response.status !== 200) return response.status;
    return (JSON.parse(response.body) as { payload: unknown }).payload;
  }

  test('a parameter that a caller repeats is not handed on as a list, since it was signed once', async () => {
    await using(async (application) => {
      expect(await payloadOf(application, 'CallSid=CA1', 'CallSidCA1')).toEqual({ CallSid: 'CA1' });
      expect(await payloadOf(application, 'CallSid=CA1&CallSid=CA1', 'CallSidCA1')).toEqual({
        CallSid: 'CA1',
      });
      const thrice = 'CallSid=CA1&x=1&CallSid=CA1&CallSid=%43A1';
      expect(await payloadOf(application, thrice, 'CallSidCA1x1')).toEqual({ CallSid: 'CA1', x: '1' });
    });
  });

  test('a list that was signed stays a list, in the order that was signed', async () => {
    await using(async (application) => {
      const body = 'To=b&To=a&To=b';
      expect(await payloadOf(application, body, 'TobToaTob')).toEqual({ To: ['b', 'a', 'b'] });
      expect(await payloadOf(application, body, 'ToaTob')).toEqual({ To: ['a', 'b'] });
      expect(await payloadOf(application, body, 'TobToa')).toBe(403);
    });
  });

  test('the handler reads it when it wants to, and JSON shows all of it', async () => {
    await using(async (application) => {
      const response = await application.send(signedJson('/hook', { project_id: 'p-1', From: '+1' }));
      expect(JSON.parse(response.body)).toEqual({
        verified: true,
        authentication: ['signature'],
        signatureFormat: 'swml',
        algorithm: 'sha1',
        url: `${PUBLIC_URL}/hook`,
        publicUrl: PUBLIC_URL,
        keyIndex: 0,
        projectId: 'p-1',
        eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
        payload: { project_id: 'p-1', From: '+1' },
      });
    });
  });

  test('an unsigned GET in hexadecimal is verified by its URL alone, and a moved JSON body is not', async () => {
    await using(async (application) => {
      const hex = (url: string) => createHmac('sha1', SIGNING_KEY).update(url).digest('hex');
      const get = (target: string) =>
        application.sendRaw(
          `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-SignalWire-Signature: ${hex(PUBLIC_URL + target)}\r\n\r\n`,
        );
      expect(await get('/hook?p=1')).toMatch(
        /^HTTP\/1.1 200 .*"signatureFormat":"swml".*"payload":\{"p":"1"\}/s,
      );
      expect(await get('/hook?p={"call":{"call_id":"c1"}}')).toMatch(/^HTTP\/1.1 40[03] /);
    });
  });
});

describe('the verifier, for requests that come another way', () => {
  async function verifierOf(): Promise<[SignalWireWebhookVerifier, () => Promise<void>]> {
    const application = await startApplication('express', { webhooks: {} });
    return [application.app.get(SignalWireWebhookVerifier), () => application.close()];
  }

  test('a body in any view of the bytes, or as text', async () => {
    const [verifier, close] = await verifierOf();
    for (const [headers, text, payload] of [
      [FORM, 'a=1&b=%C3%A9', { a: '1', b: 'é' }],
      [JSON_TYPE, '{"call":{"call_id":"é"}}', { call: { call_id: 'é' } }],
    ] as const) {
      const bytes = Buffer.from(text);
      const within = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]);
      const request = signed({ target: '/hook', headers, body: bytes });
      for (const body of [
        text,
        bytes,
        new Uint8Array(bytes),
        within.subarray(6, 6 + bytes.length),
        new Uint8Array(within).subarray(6, 6 + bytes.length),
      ]) {
        const verification = await verifier.verify({
          method: 'POST',
          url: `${PUBLIC_URL}/hook`,
          headers: request.headers ?? {},
          body,
        });
        expect(verification).toMatchObject({ verified: true, payload });
      }
    }
    await close();
  });

  test('a payload is not changed by who changes the raw body later', async () => {
    const [verifier, close] = await verifierOf();
    for (const [headers, text, payload] of [
      [FORM, 'a=1', { a: '1' }],
      [JSON_TYPE, '{"a":"1"}', { a: '1' }],
    ] as const) {
      const body = Buffer.from(text);
      const { headers: signedHeaders = {} } = signed({ target: '/hook', headers, body });
      const verification = await verifier.verify({
        method: 'POST',
        url: `${PUBLIC_URL}/hook`,
        headers: signedHeaders,
        body,
      });
      body.fill('x');
      expect(verification).toMatchObject({ verified: true, payload });
    }
    await close();
  });
});
