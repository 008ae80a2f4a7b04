import { describe, expect, test } from '@jest/globals';
import { All, Controller, type INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';

import { adapterNames, type ApplicationSetup, startApplication } from '../support/applications.js';
import { FORM, JSON_TYPE, PUBLIC_URL, signed, signedGet, SIGNING_KEY } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @All('hook') hook() {
    return 'handled';
  }
}

const webhooks = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
const urlOnly = (signedGet('/hook').headers ?? {}) as Record<string, string>;

describe.each(adapterNames)('a body that the framework did not keep, on %s', (adapterName) => {
  const bodies = [
    ['with its length', (text: string) => `Content-Length: ${text.length}\r\n\r\n${text}`],
    [
      'chunked',
      (text: string) =>
        `Transfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`,
    ],
  ] as const;

  test.each(bodies)('%s: never a verification of the URL alone', async (_name, encode) => {
    const application = await startApplication(adapterName, {
      imports: [webhooks],
      controllers: [HookController],
      options: { rawBody: false },
    });
    const send = (type: string, text: string, method = 'POST') =>
      application.sendRaw(
        `${method} /hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\n` +
          `X-SignalWire-Signature: ${urlOnly['x-signalwire-signature'] ?? ''}\r\n${encode(text)}`,
      );
    expect(await send('application/x-www-form-urlencoded', 'a=1')).toMatch(/^HTTP\/1.1 500 /);
    expect(await send('application/json', '{"a":1}')).toMatch(/^HTTP\/1.1 500 /);
    expect(application.logger.text).toContain('NestFactory.create(AppModule, { rawBody: true })');
    expect(await send('text/plain', 'a=1')).toMatch(/^HTTP\/1.1 403 /);
    expect(await send('application/json', '{"a":1}', 'GET')).toMatch(/^HTTP\/1.1 403 /);
    await application.close();
  });
});

describe('a body over HTTP/2, which needs neither length nor type', () => {
  test('is never verified by the URL alone', async () => {
    const adapter = new FastifyAdapter({ http2: true } as never);
    const application = await startApplication('fastify', {
      imports: [webhooks],
      controllers: [HookController],
      adapter: adapter,
    });
    const statusOf = async (headers: OutgoingHttpHeaders, body?: string) => {
      const client = connect(`http://127.0.0.1:${application.port}`);
      try {
        const stream = client.request({ ':path': '/hook', ...headers }, { endStream: body === undefined });
        if (body !== undefined) stream.end(body);
        const [response] = (await once(stream, 'response')) as [IncomingHttpHeaders];
        return response[':status'];
      } finally {
        client.destroy();
      }
    };
    expect(await statusOf({ ':method': 'GET', ...urlOnly })).toBe(200);
    expect(await statusOf({ ':method': 'GET', ...urlOnly }, '{"a":1}')).toBe(403);
    expect(await statusOf({ ':method': 'POST', ...urlOnly }, '{"a":1}')).not.toBe(200);
    expect(await statusOf({ ':method': 'GET', ...urlOnly, ...JSON_TYPE }, '{"a":1}')).toBe(403);
    const form = signed({ target: '/hook', headers: FORM, body: 'a=1' });
    const headers = form.headers as OutgoingHttpHeaders;
    expect(await statusOf({ ':method': 'POST', ...headers }, 'a=1')).toBe(200);
    expect(await statusOf({ ':method': 'POST', ...headers }, 'a=2')).toBe(403);
    await application.close();
  });
});

describe.each(adapterNames)('at startup, on %s', (adapterName) => {
  const warningsOf = async (setup: Partial<ApplicationSetup>): Promise<[number, string[]]> => {
    const application = await startApplication(adapterName, {
      imports: [webhooks],
      controllers: [HookController],
      ...setup,
    });
    try {
      const warnings = [...application.logger.lines];
      const { status } = await application.send(signed({ target: '/hook', headers: FORM, body: 'a=1' }));
      return [status, warnings];
    } finally {
      await application.close();
    }
  };

  test('with the raw body, nothing is said', async () => {
    expect(await warningsOf({})).toEqual([200, []]);
  });

  test('rawBody is not set', async () => {
    const [status, warnings] = await warningsOf({ options: { rawBody: false } });
    expect(status).toBe(500);
    expect(warnings).toEqual([
      expect.stringContaining('rawBody is not set, so Nest keeps no raw body. Unless a parser'),
    ]);
  });

  if (adapterName === 'fastify') return;

  test('a parser that keeps it for the path of the webhooks, as the error of the first webhook says', async () => {
    const configure = (app: INestApplication) =>
      app.use(
        '/hook',
        ...[express.json, express.urlencoded].map((parser) =>
          parser({
            extended: true,
            verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
          }),
        ),
      );
    expect(await warningsOf({ options: { bodyParser: false }, configure })).toEqual([200, []]);
  });
});
