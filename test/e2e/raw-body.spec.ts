import { describe, expect, test } from '@jest/globals';
import { All, Controller } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';
import { gzipSync } from 'node:zlib';

import {
  adapterNames,
  type ApplicationSetup,
  type RequestToSend,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import {
  FORM,
  JSON_TYPE,
  PUBLIC_URL,
  signed,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @All('hook')
  hook(@WebhookPayload() payload: Record<string, unknown>) {
    return { entries: Object.entries(payload), prototype: Object.getPrototypeOf(payload) as unknown };
  }
}

@SignalWireWebhook()
@Controller()
class SizeController {
  @All('size')
  size(@WebhookPayload() { Body }: { Body?: string }) {
    return { length: Body?.length };
  }
}

function entriesOf(answer: { body: string }): unknown {
  return (JSON.parse(answer.body) as { entries: unknown }).entries;
}

describe.each(adapterNames)('the raw body on %s', (adapterName) => {
  async function using(
    use: (application: RunningApplication) => Promise<void>,
    setup: ApplicationSetup = {},
  ): Promise<void> {
    const application = await startApplication(adapterName, {
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
      controllers: [HookController, SizeController],
      ...setup,
    });
    try {
      await use(application);
    } finally {
      await application.close();
    }
  }

  test('form parameters come from the bytes, not from the body parser', async () => {
    await using(async (application) => {
      const body = 'a%5Bb%5D=c&a[b]=d&Body=1&Body=2&x=+%2B&caf%C3%A9=%F0%9F%98%80&=empty&flag';
      const answer = await application.send(signedForm('/hook', body));
      expect(answer.status).toBe(200);
      expect(entriesOf(answer)).toEqual([
        ['a[b]', ['c', 'd']],
        ['Body', ['1', '2']],
        ['x', ' +'],
        ['café', '😀'],
        ['', 'empty'],
        ['flag', ''],
      ]);
    });
  });

  test('__proto__ and constructor are names like any other', async () => {
    await using(async (application) => {
      const nested = await application.send(
        signed({ target: '/hook', headers: JSON_TYPE, body: '{"constructor":{"a":1},"vars":{"x":1}}' }),
      );
      expect(entriesOf(nested)).toEqual([
        ['constructor', { a: 1 }],
        ['vars', { x: 1 }],
      ]);
      expect(JSON.parse(nested.body)).toHaveProperty('prototype', null);
      const form = await application.send(signedForm('/hook', '__proto__=1&constructor=2'));
      if (adapterName === 'express') {
        expect(entriesOf(form)).toEqual([
          ['__proto__', '1'],
          ['constructor', '2'],
        ]);
      } else {
        expect(form.status).toBe(400);
      }
    });
  });

  test('bytes that are not UTF-8 become U+FFFD in what is signed and in what is given', async () => {
    await using(async (application) => {
      const body = Buffer.from('Body=caf\xe9%E9&x=1', 'latin1');
      const answer = await application.send(signed({ target: '/hook', headers: FORM, body }));
      expect(entriesOf(answer)).toEqual([
        ['Body', 'caf\ufffd\ufffd'],
        ['x', '1'],
      ]);
      const json = Buffer.from('{"a":"caf\xe9"}', 'latin1');
      const fromJson = await application.send(signed({ target: '/hook', headers: JSON_TYPE, body: json }));
      expect(entriesOf(fromJson)).toEqual([['a', 'caf\ufffd']]);
    });
  });

  test('JSON in a charset other than UTF-8 is rejected, since a parser would read a different object', async () => {
    await using(async (application) => {
      const request = signed({ target: '/hook', headers: JSON_TYPE, body: '{"a":"+AGI-"}' });
      const statusIn = async (charset: string) => {
        const headers = { ...request.headers, 'content-type': `application/json; charset=${charset}` };
        return (await application.send({ ...request, headers })).status;
      };
      expect([await statusIn('utf-8'), await statusIn('"UTF-8"')]).toEqual([200, 200]);
      expect(await statusIn('utf-7')).toBe(403);
      expect(await statusIn('iso-8859-1')).toBe(adapterName === 'express' ? 415 : 403);
      expect(application.logger.text).toContain('unsupported-content-type');
    });
  });

  test('JSON is verified as bytes, white space and order included', async () => {
    await using(async (application) => {
      const body = ' {"b":1,\n "a":{"c":[1,2]}}\r\n';
      const answer = await application.send(signed({ target: '/hook', headers: JSON_TYPE, body }));
      expect(entriesOf(answer)).toEqual([
        ['b', 1],
        ['a', { c: [1, 2] }],
      ]);
      const compact = { ...signed({ target: '/hook', headers: JSON_TYPE, body }), body: body.trim() };
      expect((await application.send(compact)).status).toBe(403);
    });
  });

  test('sha-256 decides where it is present', async () => {
    await using(async (application) => {
      const both = signedJson('/hook', { a: 1 }, { algorithms: ['sha1', 'sha256'] });
      expect((await application.send(both)).status).toBe(200);
      const wrong = { ...both.headers, 'x-signalwire-sha256-signature': '0'.repeat(64) };
      expect((await application.send({ ...both, headers: wrong })).status).toBe(403);
    });
  });

  test('a JSON array, or an object after which something follows, is rejected', async () => {
    await using(async (application) => {
      const array = { ...signedJson('/hook', { a: 1 }), body: '[1]' };
      expect((await application.send(array)).status).toBe(403);
    });
  });

  test('no body and an empty body are signed by the URL alone', async () => {
    await using(async (application) => {
      expect((await application.send(signed({ target: '/hook?a=1', headers: FORM, body: '' }))).status).toBe(
        200,
      );
      const bare = signed({ target: '/hook?a=1' });
      const answer = await application.send(bare);
      expect([answer.status, entriesOf(answer)]).toEqual([200, []]);
    });
  });

  test("a GET's signature does not carry a POST's body", async () => {
    await using(async (application) => {
      const { headers } = signedGet('/hook?a=1');
      const post = (type: object, body: string): RequestToSend => ({
        target: '/hook?a=1',
        headers: { ...headers, ...type },
        body,
      });
      for (const [type, body] of [
        [FORM, 'CallSid=forged'],
        [FORM, '='],
        [FORM, '&&'],
        [JSON_TYPE, '{"forged":true}'],
      ] as const) {
        expect([body, (await application.send(post(type, body))).status]).toEqual([body, 403]);
      }
      expect(application.logger.text).toContain('body-not-signed');
    });
  });

  test('a GET with a JSON body is not verified by its URL alone', async () => {
    await using(async (application) => {
      const request = signedGet('/hook');
      const answer = await application.send({
        ...request,
        headers: { ...request.headers, ...JSON_TYPE },
        body: '{"a":1}',
      });
      expect(answer.status).toBe(403);
    });
  });

  test('a TRACE with a body is rejected, and is no configuration error', async () => {
    await using(async (application) => {
      const trace = { method: 'TRACE', target: '/hook', headers: JSON_TYPE, body: '{}' };
      expect((await application.send(trace)).status).toBe(403);
      expect((await application.send(signed(trace))).status).toBe(403);
    });
  });

  test('a request that calls itself HTTP/2 on an HTTP/1 connection is no configuration error', async () => {
    await using(async (application) => {
      const lines = [
        'POST /hook HTTP/2.0',
        'Host: localhost',
        `Content-Type: ${FORM['content-type']}`,
        '',
        '',
      ];
      expect(await application.sendRaw(lines.join('\r\n'))).toMatch(/^HTTP\/1\.1 403 /);
    });
  });

  test('gzip: what is verified is what is given, or nothing is', async () => {
    await using(async (application) => {
      const request = signedJson('/hook', { a: 1 });
      const answer = await application.send({
        ...request,
        headers: { ...request.headers, 'content-encoding': 'gzip' },
        body: gzipSync(request.body ?? ''),
      });
      if (adapterName === 'express') expect([answer.status, entriesOf(answer)]).toEqual([200, [['a', 1]]]);
      else expect(answer.status).toBe(400);
    });
  });

  test('a chunked body is read like any other', async () => {
    await using(async (application) => {
      const request = signedForm('/hook', { a: '1' });
      const headers = { ...request.headers, 'transfer-encoding': 'chunked' };
      expect((await application.send({ ...request, headers })).status).toBe(200);
    });
  });

  test('a body of 2 MB is stopped by the limit of the framework', async () => {
    await using(async (application) => {
      const answer = await application.send(signedForm('/hook', `Body=${'x'.repeat(2_000_000)}`));
      expect(answer.status).toBe(413);
    });
  });

  test('a body of 2 MB is verified where the application raises the limit', async () => {
    await using(
      async (application) => {
        const answer = await application.send(signedForm('/size', `Body=${'x'.repeat(2_000_000)}`));
        expect([answer.status, answer.body]).toEqual([200, '{"length":2000000}']);
      },
      {
        configure: (app) => {
          const bodyLimit = 3_000_000;
          if (adapterName === 'express') {
            (app as NestExpressApplication).useBodyParser('urlencoded', { limit: bodyLimit, extended: true });
          } else {
            (app as NestFastifyApplication).useBodyParser('application/x-www-form-urlencoded', { bodyLimit });
          }
        },
      },
    );
  });

  test.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/vnd.api+json',
    undefined,
  ])('a body of type %s is rejected', async (type) => {
    await using(async (application) => {
      const headers = {
        ...signedGet('/hook').headers,
        ...(type === undefined ? {} : { 'content-type': type }),
      };
      const answer = await application.send({ target: '/hook', headers, body: 'a=1' });
      expect(answer.status).toBe(adapterName === 'fastify' && type !== 'text/plain' ? 415 : 403);
    });
  });

  test.each([
    ['rawBody is off', { options: { rawBody: false } }],
    ['the body parser is off', { options: { bodyParser: false } }],
  ] as const)('a raw body that is lost because %s is an error, which the log names', async (_why, setup) => {
    await using(async (application) => {
      const answer = await application.send(signedJson('/hook', { secret: 'value' }));
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain('rawBody');
      expect(application.logger.text).toContain('NestFactory.create(AppModule, { rawBody: true })');
      expect(application.logger.text).not.toContain('value');
      const withoutBody = await application.send(signedGet('/hook'));
      expect(withoutBody.status).toBe(200);
    }, setup);
  });
});
