import { describe, expect, test } from '@jest/globals';
import { Controller, HttpException, Post, UnauthorizedException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RestClient } from '@signalwire/compatibility-api';
import {
  SignalWireWebhook,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookRejection,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type ApplicationSetup,
  lenientJson,
  type RequestToSend,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { rejectionReason } from '../support/outcomes.js';
import {
  FORM,
  OTHER_KEY,
  PUBLIC_URL,
  signed,
  signedAnyJson,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';

const { VoiceResponse } = RestClient.LaML;

function say(text: string) {
  const response = new VoiceResponse();
  response.say(text);
  return response;
}

const handled: string[] = [];

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@WebhookPayload() payload: object) {
    handled.push('hook');
    return { payload };
  }

  @SignalWireWebhook({ exceptionFactory: ({ reason }) => new UnauthorizedException({ reason }) })
  @Post('own')
  own() {
    return 'handled';
  }

  @Post('voice_say')
  voiceSay() {
    return say('This works');
  }

  @Post('api/home/')
  home() {
    return say('home');
  }
}

type ExceptionFactory = NonNullable<SignalWireWebhookModuleOptions['exceptionFactory']>;

const form = signedForm('/hook', { From: '+15551234567' });
const formSignature = form.headers?.['x-signalwire-signature'] as string;
const hex = Buffer.from(formSignature, 'base64').toString('hex');

const rejections: [string, string, RequestToSend][] = [
  ['another key', 'signature-mismatch', signedForm('/hook', { a: '1' }, { signingKey: OTHER_KEY })],
  ['a changed body', 'signature-mismatch', { ...form, body: 'From=%2B15550000000' }],
  ['a changed query', 'signature-mismatch', { ...form, target: '/hook?x=1' }],
  [
    'no signature',
    'missing-signature',
    { ...form, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  [
    "a GET's signature",
    'body-not-signed',
    {
      ...form,
      headers: { ...form.headers, ...signedGet('/hook').headers, 'content-type': 'application/json' },
      body: '{}',
    },
  ],
  ...[
    'x',
    '',
    `${formSignature}, ${formSignature}`,
    formSignature.replace('=', ''),
    formSignature.replace('=', '\u00e9'),
    hex,
    'A'.repeat(1_000),
    `${'A'.repeat(26)}B=`,
  ].map((value): [string, string, RequestToSend] => [
    `the signature ${value.slice(0, 40)}`,
    'malformed-signature',
    { ...form, headers: { ...form.headers, 'x-signalwire-signature': value } },
  ]),
  [
    'a repeated header',
    'malformed-signature',
    { ...form, headers: { ...form.headers, 'x-signalwire-signature': [formSignature, formSignature] } },
  ],
  [
    'a form signature as hex of JSON',
    'malformed-body',
    {
      target: '/hook',
      headers: { 'content-type': 'application/json', 'x-signalwire-signature': hex },
      body: '[1]',
    },
  ],
];

/** Genuine bodies that are JSON and no object, for a parser that lets them through. */
const OTHER_JSON = ['5', '"text"', 'true', 'null', '[1]'];

describe.each(adapterNames)('rejections on %s', (adapterName) => {
  const using = (webhooks: WebhookOptions, use: Use, setup: ApplicationSetup = {}) =>
    withApplication(adapterName, { webhooks, controllers: [HookController], ...setup }, use);

  test.each(rejections)('%s', async (_name, reason, request) => {
    await using({}, async (application) => {
      handled.length = 0;
      const answer = await application.send(request);
      expect([answer.status, answer.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
      expect(handled).toEqual([]);
      const lines = application.logger.lines.filter((line) => !line.includes('Diagnosis of'));
      expect(lines).toEqual([
        expect.stringContaining(`WARN Rejected POST /hook: ${reason} (HookController.hook`),
      ]);
    });
  });

  test.each<[string, WebhookOptions]>([
    ['one key', {}],
    ['a key by project', { signingKey: () => SIGNING_KEY }],
  ])('signed JSON that is no object, with %s', async (_name, options) => {
    await using(
      options,
      async (application) => {
        for (const body of OTHER_JSON) {
          const request = signedAnyJson('/hook', body);
          const send = () => application.statusOf(request);
          expect([body, await rejectionReason(send)]).toEqual([body, 'malformed-body']);
        }
      },
      { configure: lenientJson(adapterName) },
    );
  });

  test('neither the log nor the answer holds key, signature, query or body', async () => {
    await using({}, async (application) => {
      const request = { ...form, target: '/hook?token=in-the-query' };
      const answer = await application.send(request);
      for (const secret of [SIGNING_KEY, formSignature, 'in-the-query', '15551234567']) {
        expect(application.logger.text + answer.body).not.toContain(secret);
      }
    });
  });

  test('exceptionFactory gets the rejection and makes the answer', async () => {
    const rejections: SignalWireWebhookRejection[] = [];
    const exceptionFactory: ExceptionFactory = (rejection, context) => {
      rejections.push(rejection);
      return new UnauthorizedException({ message: 'unauthorized', handler: context.getHandler().name });
    };
    await using({ exceptionFactory }, async (application) => {
      const answer = await application.send({ target: '/hook?a=b' });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toEqual({ message: 'unauthorized', handler: 'hook' });
      expect(rejections).toEqual([{ reason: 'missing-signature', method: 'POST', path: '/hook' }]);
      expect((await application.send({ target: '/own' })).body).toBe('{"reason":"missing-signature"}');
    });
  });

  test('an exceptionFactory that returns nothing, or throws, never allows the request', async () => {
    await using({ exceptionFactory: () => undefined as never }, async (application) => {
      expect(await application.statusOf({ target: '/hook' })).toBe(403);
    });
    const exceptionFactory = () => {
      throw new TypeError('broken');
    };
    await using({ exceptionFactory }, async (application) => {
      expect(await application.statusOf({ target: '/hook' })).toBe(403);
      expect(application.logger.text).toContain('exceptionFactory threw an error');
    });
  });

  test('several keys: each verifies, and no other', async () => {
    await using({ signingKey: [OTHER_KEY, SIGNING_KEY] }, async (application) => {
      expect(await application.statusOf(form)).toBe(200);
      expect(await application.statusOf(signedForm('/hook', { a: '1' }, { signingKey: OTHER_KEY }))).toBe(
        200,
      );
      expect(await application.statusOf(signedJson('/hook', {}, { signingKey: 'PSK_x' }))).toBe(403);
    });
  });
});

/** As SignalWire's Flask example responds. */
const flask: ExceptionFactory = ({ reason }) =>
  reason === 'missing-signature'
    ? { status: 401, body: { message: 'unauthorized' } }
    : { status: 401, body: say('This is wrong') };

describe.each(adapterNames)('responses to rejected requests on %s', (adapterName) => {
  const using = (webhooks: WebhookOptions, use: Use, setup: ApplicationSetup = {}) =>
    withApplication(adapterName, { webhooks, controllers: [HookController], ...setup }, use);

  const usingVerifier = (verify: () => unknown, use: Use) => using({}, use, { verifier: { verify } });

  const forged = signedForm('/hook', { a: '1' }, { signingKey: 'PSK_a_strangers_key' });

  test("the guide's Flask example: JSON where the header is missing, cXML where the signature is wrong", async () => {
    await using({ exceptionFactory: flask }, async (application) => {
      const target = '/voice_say';
      const missing = await application.send({ target, headers: FORM, body: 'a=1' });
      expect([missing.status, missing.body]).toEqual([401, '{"message":"unauthorized"}']);
      expect(missing.headers['content-type']).toContain('application/json');
      const wrong = await application.send(
        signedForm(target, { a: '1' }, { signingKey: 'PSK_a_strangers_key' }),
      );
      expect([wrong.status, wrong.body]).toEqual([401, say('This is wrong').toString()]);
      expect(wrong.headers['content-type']).toContain('text/xml');
      const right = await application.send(signedForm(target, { a: '1' }));
      expect([right.status, right.body]).toEqual([200, say('This works').toString()]);
    });
  });

  test("the guide's Node example: validateRequest() with key, header, URL and body", async () => {
    await using({}, async (application) => {
      const request = signed({ target: '/hook', headers: FORM, body: 'CallSid=1&From=%2B1' });
      const signature = request.headers?.['x-signalwire-signature'] as string;
      const parameters = { CallSid: '1', From: '+1' };
      expect(RestClient.validateRequest(SIGNING_KEY, signature, `${PUBLIC_URL}/hook`, parameters)).toBe(true);
      const response = await application.send(request);
      expect([response.status, JSON.parse(response.body)]).toEqual([200, { payload: parameters }]);
    });
  });

  test("the guide's Django example: a URL that ends in a slash", async () => {
    const adapter = adapterName === 'fastify' ? new FastifyAdapter({ ignoreTrailingSlash: true }) : undefined;
    const use: Use = async (application) => {
      const response = await application.send(signedForm('/api/home/', { a: '1' }));
      expect([response.status, response.body]).toEqual([200, say('home').toString()]);
      const withoutSlash = { ...signedForm('/api/home', { a: '1' }), target: '/api/home/' };
      expect(await application.statusOf(withoutSlash)).toBe(403);
    };
    await using({}, use, { adapter });
  });

  test.each<[string, unknown, string, string]>([
    ['a string', 'no', 'text/plain', 'no'],
    ['cXML in a string', '<Response><Reject/></Response>', 'text/xml', '<Response><Reject/></Response>'],
    ['SWML', { version: '1.0.0', sections: {} }, 'application/json', '{"version":"1.0.0","sections":{}}'],
    ['a VoiceResponse', say('no'), 'text/xml', say('no').toString()],
  ])('the body is sent like what a handler returns: %s', async (_name, body, type, sent) => {
    await using({ exceptionFactory: () => ({ status: 418, body }) }, async (application) => {
      const response = await application.send(forged);
      expect([response.status, response.body]).toEqual([418, sent]);
      expect(response.headers['content-type']).toContain(type);
      expect(response.headers['content-length']).toBe(String(Buffer.byteLength(sent)));
    });
  });

  test('an async onSend hook of Fastify ends in one response', async () => {
    if (adapterName !== 'fastify') return;
    await using(
      { exceptionFactory: flask },
      async (application) => {
        const response = await application.send(forged);
        expect([response.status, response.headers['x-hook']]).toEqual([401, 'once']);
        expect(response.body).toBe(say('This is wrong').toString());
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
      },
      {
        configure: (app) => {
          const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
          fastify.addHook('onSend', async (_request, reply, payload) => {
            await new Promise((resolve) => setTimeout(resolve, 5));
            reply.header('x-hook', 'once');
            return payload;
          });
        },
      },
    );
  });

  const circular: { self?: unknown } = {};
  circular.self = circular;

  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();

  class UnreadableException extends UnauthorizedException {
    override getResponse(): never {
      throw new TypeError('secret detail');
    }
  }

  test.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'must return an HttpException or { status, body }'],
    ['a string', () => 'no', 'must return'],
    ['a status of 200', () => ({ status: 200, body: 'x' }), 'must return'],
    ['a status of 399', () => ({ status: 399, body: 'x' }), 'must return'],
    ['a status of 600', () => ({ status: 600, body: 'x' }), 'must return'],
    ['a status that is text', () => ({ status: '403', body: 'x' }), 'must return'],
    ['no body', () => ({ status: 403 }), 'must return'],
    ['an exception of 200', () => new HttpException('fine', 200), 'must return'],
    ['a promise', () => Promise.resolve(new UnauthorizedException()), 'returned a promise'],
    ['a rejected promise', () => Promise.reject(new Error('late')), 'returned a promise'],
    [
      'a body that is no JSON',
      () => ({ status: 403, body: circular }),
      'returned a response that cannot be sent',
    ],
    [
      'an exception without a response',
      () => new UnreadableException(),
      'returned a response that cannot be sent',
    ],
    ['a proxy that is revoked', () => revoked, 'returned a response that cannot be sent'],
    [
      'an error',
      () => {
        throw new TypeError('secret detail');
      },
      'threw an error',
    ],
  ])(
    'exceptionFactory that gives %s: the default rejection, and a line in the log',
    async (_name, factory, line) => {
      await using({ exceptionFactory: factory as ExceptionFactory }, async (application) => {
        const response = await application.send(forged);
        expect([response.status, response.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
        expect(application.logger.lines.filter((each) => each.includes('exceptionFactory'))).toHaveLength(1);
        expect(application.logger.text).toContain(line);
        expect(application.logger.text).not.toContain('secret detail');
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
      });
    },
  );

  test.each<[unknown, number]>([
    [{ verified: 'no' }, 403],
    [{ verified: 1 }, 403],
    [{}, 403],
    [{ verified: false, reason: 'signature-mismatch' }, 403],
    [undefined, 500],
    [null, 500],
  ])('a replaced verifier that gives %j lets nothing through', async (verdict, status) => {
    for (const verify of [() => verdict, () => Promise.resolve(verdict)]) {
      await usingVerifier(verify, async (application) => {
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(status);
      });
    }
  });

  test('a custom verifier that throws is an error of the application', async () => {
    const verify = () =>
      Promise.reject(Object.assign(new Error('postgres://user:secret@db'), { code: 'EX' }));
    await usingVerifier(verify, async (application) => {
      expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(500);
      expect(application.logger.text).toContain(
        'The replaced SignalWireWebhookVerifier failed: Error (EX). The log leaves the error',
      );
      expect(application.logger.text).not.toContain('secret');
    });
    const throwing = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw 'a secret';
    };
    await usingVerifier(throwing, async (application) => {
      expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(500);
      expect(application.logger.text).toContain('something that is not an Error was thrown');
      expect(application.logger.text).not.toContain('a secret');
    });
  });

  test('a long path is cut in the log, and control characters in it are escaped', async () => {
    await using({}, async (application) => {
      const target = `/hook?${'x'.repeat(50)}`;
      await application.send({ target });
      expect(application.logger.text).toContain('Rejected POST /hook: missing-signature');
      expect(application.logger.text).not.toContain('xxx');
    });
  });
});
