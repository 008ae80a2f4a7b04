import { describe, expect, test } from '@jest/globals';
import { Controller, HttpException, Post, UnauthorizedException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RestClient } from '@signalwire/compatibility-api';
import {
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhook,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type RunningApplication,
  startApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, PUBLIC_URL, signed, signedForm, SIGNING_KEY } from '../support/signing.js';

const { VoiceResponse } = RestClient.LaML;

function say(text: string) {
  const response = new VoiceResponse();
  response.say(text);
  return response;
}

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook') hook(@WebhookPayload() payload: object) {
    return { payload };
  }

  @Post('voice_say') voiceSay() {
    return say('This works');
  }

  @Post('api/home/') home() {
    return say('home');
  }
}

type ExceptionFactory = NonNullable<SignalWireWebhookModuleOptions['exceptionFactory']>;

/** As SignalWire's Flask example responds. */
const flask: ExceptionFactory = ({ reason }) =>
  reason === 'missing-signature'
    ? { status: 401, body: { message: 'unauthorized' } }
    : { status: 401, body: say('This is wrong') };

describe.each(adapterNames)('responses to rejected requests on %s', (adapterName) => {
  const using = (
    use: Use,
    options: WebhookOptions,
    configure?: (app: RunningApplication['app']) => void,
    providers: { provide: string; useValue: unknown }[] = [],
  ) =>
    withApplication(
      adapterName,
      { webhooks: options, controllers: [HookController], configure, providers },
      use,
    );

  const forged = signedForm('/hook', { a: '1' }, { signingKey: 'PSK_a_strangers_key' });

  test("the guide's Flask example: JSON where the header is missing, cXML where the signature is wrong", async () => {
    await using(
      async (application) => {
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
      },
      { exceptionFactory: flask },
    );
  });

  test("the guide's Node example: validateRequest() with key, header, URL and body", async () => {
    await using(async (application) => {
      const request = signed({ target: '/hook', headers: FORM, body: 'CallSid=1&From=%2B1' });
      const signature = request.headers?.['x-signalwire-signature'] as string;
      const parameters = { CallSid: '1', From: '+1' };
      expect(RestClient.validateRequest(SIGNING_KEY, signature, `${PUBLIC_URL}/hook`, parameters)).toBe(true);
      const response = await application.send(request);
      expect([response.status, JSON.parse(response.body)]).toEqual([200, { payload: parameters }]);
    }, {});
  });

  test("the guide's Django example: a URL that ends in a slash", async () => {
    await withApplication(
      adapterName,
      {
        webhooks: {},
        controllers: [HookController],
        ...(adapterName === 'fastify' && { adapter: new FastifyAdapter({ ignoreTrailingSlash: true }) }),
      },
      async (application) => {
        const response = await application.send(signedForm('/api/home/', { a: '1' }));
        expect([response.status, response.body]).toEqual([200, say('home').toString()]);
        const withoutSlash = { ...signedForm('/api/home', { a: '1' }), target: '/api/home/' };
        expect(await application.statusOf(withoutSlash)).toBe(403);
      },
    );
  });

  test.each<[string, unknown, string, string]>([
    ['a string', 'no', 'text/plain', 'no'],
    ['cXML in a string', '<Response><Reject/></Response>', 'text/xml', '<Response><Reject/></Response>'],
    ['SWML', { version: '1.0.0', sections: {} }, 'application/json', '{"version":"1.0.0","sections":{}}'],
    ['a VoiceResponse', say('no'), 'text/xml', say('no').toString()],
  ])('the body is sent like what a handler returns: %s', async (_name, body, type, sent) => {
    await using(
      async (application) => {
        const response = await application.send(forged);
        expect([response.status, response.body]).toEqual([418, sent]);
        expect(response.headers['content-type']).toContain(type);
        expect(response.headers['content-length']).toBe(String(Buffer.byteLength(sent)));
      },
      { exceptionFactory: () => ({ status: 418, body }) },
    );
  });

  test('an async onSend hook of Fastify ends in one response', async () => {
    if (adapterName !== 'fastify') return;
    await using(
      async (application) => {
        const response = await application.send(forged);
        expect([response.status, response.headers['x-hook']]).toEqual([401, 'once']);
        expect(response.body).toBe(say('This is wrong').toString());
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
      },
      { exceptionFactory: flask },
      (app) => {
        const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
        fastify.addHook('onSend', async (_request, reply, payload) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          reply.header('x-hook', 'once');
          return payload;
        });
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
      await using(
        async (application) => {
          const response = await application.send(forged);
          expect([response.status, response.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
          expect(application.logger.lines.filter((each) => each.includes('exceptionFactory'))).toHaveLength(
            1,
          );
          expect(application.logger.text).toContain(line);
          expect(application.logger.text).not.toContain('secret detail');
          expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
        },
        { exceptionFactory: factory as ExceptionFactory },
      );
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
      const replaced = await startReplaced(adapterName, { verify });
      expect(await replaced.statusOf(signedForm('/hook', { a: '1' }))).toBe(status);
      await replaced.close();
    }
  });

  test('a custom verifier that throws is an error of the application', async () => {
    const verify = () =>
      Promise.reject(Object.assign(new Error('postgres://user:secret@db'), { code: 'EX' }));
    const replaced = await startReplaced(adapterName, { verify });
    expect(await replaced.statusOf(signedForm('/hook', { a: '1' }))).toBe(500);
    expect(replaced.logger.text).toContain(
      'The replaced SignalWireWebhookVerifier failed: Error (EX). The log leaves the error',
    );
    expect(replaced.logger.text).not.toContain('secret');
    await replaced.close();
    const throwing = await startReplaced(adapterName, {
      verify: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'a secret';
      },
    });
    expect(await throwing.statusOf(signedForm('/hook', { a: '1' }))).toBe(500);
    expect(throwing.logger.text).toContain('something that is not an Error was thrown');
    expect(throwing.logger.text).not.toContain('a secret');
    await throwing.close();
  });

  test('a long path is cut in the log, and control characters in it are escaped', async () => {
    await using(async (application) => {
      const target = `/hook?${'x'.repeat(50)}`;
      await application.send({ target });
      expect(application.logger.text).toContain('Rejected POST /hook: missing-signature');
      expect(application.logger.text).not.toContain('xxx');
    }, {});
  });
});

async function startReplaced(
  adapterName: (typeof adapterNames)[number],
  verifier: object,
): Promise<RunningApplication> {
  const webhooks = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
  return startApplication(adapterName, {
    imports: [
      {
        ...webhooks,
        providers: [
          ...(webhooks.providers ?? []),
          { provide: SIGNALWIRE_WEBHOOK_VERIFIER, useValue: verifier },
        ],
      },
    ],
    controllers: [HookController],
  });
}
