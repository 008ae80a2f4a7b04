import { describe, expect, test } from '@jest/globals';
import { Controller, Post, UnauthorizedException } from '@nestjs/common';
import { SignalWireWebhook, type SignalWireWebhookRejection } from 'nestjs-signalwire-webhook';

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
  OTHER_KEY,
  signedAnyJson,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';

const handled: string[] = [];

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    handled.push('hook');
    return 'handled';
  }

  @SignalWireWebhook({ exceptionFactory: ({ reason }) => new UnauthorizedException({ reason }) })
  @Post('own')
  own() {
    return 'handled';
  }
}

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
  const using = (options: WebhookOptions, use: Use, configure?: ApplicationSetup['configure']) =>
    withApplication(adapterName, { webhooks: options, controllers: [HookController], configure }, use);

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
      lenientJson(adapterName),
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
    await using(
      {
        exceptionFactory: (rejection, context) => {
          rejections.push(rejection);
          return new UnauthorizedException({ message: 'unauthorized', handler: context.getHandler().name });
        },
      },
      async (application) => {
        const answer = await application.send({ target: '/hook?a=b' });
        expect(answer.status).toBe(401);
        expect(JSON.parse(answer.body)).toEqual({ message: 'unauthorized', handler: 'hook' });
        expect(rejections).toEqual([{ reason: 'missing-signature', method: 'POST', path: '/hook' }]);
        expect((await application.send({ target: '/own' })).body).toBe('{"reason":"missing-signature"}');
      },
    );
  });

  test('an exceptionFactory that returns nothing, or throws, never allows the request', async () => {
    await using({ exceptionFactory: () => undefined as never }, async (application) => {
      expect(await application.statusOf({ target: '/hook' })).toBe(403);
    });
    await using(
      {
        exceptionFactory: () => {
          throw new TypeError('broken');
        },
      },
      async (application) => {
        expect(await application.statusOf({ target: '/hook' })).toBe(403);
        expect(application.logger.text).toContain('exceptionFactory threw an error');
      },
    );
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
