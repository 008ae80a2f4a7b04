import { describe, expect, test } from '@jest/globals';
import { All, Controller, Delete, Get, Head, Options, Patch, Post, Put, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookVerifier,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { createHash } from 'node:crypto';

import {
  adapterNames,
  type ApplicationSetup,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { JSON_TYPE, PUBLIC_URL, signed, signedForm, signedGet, signedJson } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @All('hook') hook(@WebhookPayload() payload: object) {
    return { payload };
  }

  @SignalWireWebhook({ methods: ['DELETE'], content: ['query', 'bodySHA256'] })
  @All('narrowed')
  narrowed(@WebhookPayload() payload: object) {
    return { payload };
  }
}

function bodySha256(target: string, body: string) {
  const hash = createHash('sha256').update(body).digest('hex');
  return signed({ target: `${target}bodySHA256=${hash}`, headers: JSON_TYPE, body });
}

describe.each(adapterNames)('methods and content on %s', (adapterName) => {
  const using = (webhooks: WebhookOptions, use: Use) =>
    withApplication(adapterName, { webhooks, controllers: [HookController] }, use);

  const start = (setup: ApplicationSetup) =>
    withApplication(adapterName, { webhooks: {}, ...setup }, () => undefined);

  test('the method is not signed, so only GET, HEAD and POST pass', async () => {
    await using({}, async (application) => {
      const request = signedGet('/hook?a=1');
      for (const method of ['GET', 'HEAD', 'POST']) {
        expect([method, await application.statusOf({ ...request, method })]).toEqual([method, 200]);
      }
      for (const method of ['DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
        expect([method, await application.statusOf({ ...request, method })]).toEqual([method, 403]);
      }
      const rejected = application.logger.lines.filter((line) => line.startsWith('WARN Rejected'));
      expect(rejected).toHaveLength(4);
      for (const line of rejected) expect(line).toContain(': unexpected-method (');
    });
  });

  test('a captured form whose URL has a query cannot be turned into JSON', async () => {
    await using({}, async (application) => {
      const request = bodySha256('/hook?a=1&', '{"call":{}}');
      expect(await application.statusOf(request)).toBe(403);
      expect(application.logger.text).toContain('unexpected-content');
    });
    await using({ content: ['bodySHA256'] }, async (application) => {
      const response = await application.send(bodySha256('/hook?a=1&', '{"call":{"call_id":"c1"}}'));
      expect([response.status, response.body]).toEqual([200, '{"payload":{"call":{"call_id":"c1"}}}']);
    });
  });

  test.each([
    [['form'], [200, 403, 403]],
    [['json'], [403, 200, 403]],
    [['query'], [403, 403, 200]],
    [
      ['json', 'query'],
      [403, 200, 200],
    ],
  ] as const)('content: %j', async (content, expected) => {
    await using({ content }, async (application) => {
      const requests = [
        signedForm('/hook', { a: '1' }),
        signedJson('/hook', { a: 1 }),
        signedGet('/hook?a=1'),
      ];
      const responses = await Promise.all(requests.map((request) => application.send(request)));
      expect(responses.map(({ status }) => status)).toEqual(expected);
    });
  });

  test('a route has its own, and they hold for basic auth too', async () => {
    await using({}, async (application) => {
      const request = signedGet('/narrowed?a=1');
      expect(await application.statusOf(request)).toBe(403);
      expect(await application.statusOf({ ...request, method: 'DELETE' })).toBe(200);
      expect(await application.statusOf({ ...signedForm('/narrowed', { a: '1' }), method: 'DELETE' })).toBe(
        403,
      );
    });
    const authorization = `Basic ${Buffer.from('u:a long password').toString('base64')}`;
    await using(
      { accept: 'basic-auth', basicAuth: { username: 'u', password: 'a long password' }, content: ['json'] },
      async (application) => {
        const send = (method: string, headers: Record<string, string>, body?: string) =>
          application.send({
            target: '/hook',
            method,
            headers: { ...headers, authorization },
            ...(body && { body }),
          });
        expect((await send('POST', JSON_TYPE, '{}')).status).toBe(200);
        expect((await send('PUT', JSON_TYPE, '{}')).status).toBe(403);
        expect((await send('GET', {})).status).toBe(403);
      },
    );
  });

  test.each([
    ['PUT', Put],
    ['PATCH', Patch],
    ['DELETE', Delete],
    ['OPTIONS', Options],
  ] as const)(
    'a protected %s route whose options do not name it stops the start',
    async (method, decorate) => {
      const controllerOf = (protect: ClassDecorator & MethodDecorator): Type => {
        @Controller()
        class OddController {
          @protect
          @decorate('odd')
          odd() {
            return 'handled';
          }
        }
        return OddController;
      };
      const line = `OddController.odd is a ${method} route`;
      await expect(start({ controllers: [controllerOf(SignalWireWebhook())] })).rejects.toThrow(line);
      await expect(start({ controllers: [controllerOf(SignalWireWebhook())] })).rejects.toThrow(
        `@SignalWireWebhook({ methods: ['${method}'] })`,
      );
      const global: ApplicationSetup = {
        controllers: [controllerOf(() => undefined)],
        providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
      };
      await expect(start(global)).rejects.toThrow(line);
      await start({ controllers: [controllerOf(SignalWireWebhook({ methods: [method] }))] });
    },
  );

  test('GET, HEAD and POST routes start', async () => {
    @SignalWireWebhook()
    @Controller()
    class UsualController {
      @Get('a') a() {
        return 1;
      }
      @Head('b') b() {
        return 1;
      }
      @Post('c') c() {
        return 1;
      }
    }
    await start({ controllers: [UsualController] });
  });

  test.each([
    [{ methods: [] }, 'methods is an empty list; it must be a list of HTTP methods in capitals'],
    [{ methods: ['GET', 'PSOT'] }, 'methods[1] is "PSOT"; it must be an HTTP method'],
    [{ methods: ['post'] }, "methods: ['POST']"],
    [{ methods: 'POST' }, 'methods is "POST"; it must be a list'],
    [{ content: ['xml'] }, 'content[0] is "xml"; it must be one of form, json, query, bodySHA256'],
    [{ content: [] }, 'content is an empty list; it must be a list'],
    [{ content: null }, 'content is null; it must be a list'],
  ])('%j is rejected at once', (options, message) => {
    expect(() => SignalWireWebhook(options as never)).toThrow(message);
  });

  test('the verifier pins for requests that come another way, too', async () => {
    await using({}, async (application) => {
      const verifier = application.app.get(SignalWireWebhookVerifier);
      const { headers = {} } = signedGet('/x');
      const request = { method: 'DELETE', url: `${PUBLIC_URL}/x`, headers };
      expect(await verifier.verify(request)).toEqual({ verified: false, reason: 'unexpected-method' });
      expect((await verifier.verify(request, { methods: ['DELETE'] })).verified).toBe(true);
    });
  });
});
