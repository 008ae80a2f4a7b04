import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import {
  type BasicCredentials,
  type BasicCredentialsSource,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookKeys,
  SignalWireWebhookVerifier,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type Answer,
  type ApplicationSetup,
  lenientJson,
  type RequestToSend,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, JSON_TYPE, OTHER_KEY, PUBLIC_URL, signedJson, SIGNING_KEY } from '../support/signing.js';

@Controller()
class SwaigController {
  @SignalWireWebhook()
  @Post('signature')
  signature() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Post('basic-auth')
  basicAuth(@WebhookPayload() payload: object, @VerifiedWebhook() webhook: VerifiedWebhookData) {
    const { authentication, signatureFormat = null, keyIndex = null, projectId = null } = webhook;
    return { payload, authentication, signatureFormat, keyIndex, projectId };
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Post('nothing')
  nothing() {
    return undefined;
  }

  @SignalWireWebhook({ accept: { anyOf: ['signature', 'basic-auth'] } })
  @Post('either')
  either(@VerifiedWebhook() { authentication }: VerifiedWebhookData) {
    return { authentication };
  }

  @SignalWireWebhook({ accept: { allOf: ['signature', 'basic-auth'] } })
  @Post('both')
  both(@VerifiedWebhook() { authentication, keyIndex }: VerifiedWebhookData) {
    return { authentication, keyIndex };
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Get('query')
  query(@WebhookPayload() payload: object) {
    return payload;
  }

  @SignalWireWebhook({ accept: 'basic-auth', content: ['json', 'form'] })
  @Get('no-query')
  noQuery() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: { username: 'own', password: 'route' } })
  @Post('own')
  own() {
    return 'handled';
  }
}

@Controller()
class SignatureController {
  @SignalWireWebhook()
  @Post('signature')
  signature() {
    return 'handled';
  }
}

function basic(userPass: string | Buffer): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(userPass).toString('base64')}` };
}

const right = basic('signalwire:pä:ss');
const payload = { function: 'get_weather', project_id: '4b7ae78a-d02e-4889-a63b-08b156d5916e' };

function unsigned(target: string, headers: Record<string, string> = {}): RequestToSend {
  return { target, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(payload) };
}

function withHeaders(request: RequestToSend, headers: Record<string, string>): RequestToSend {
  return { ...request, headers: { ...request.headers, ...headers } };
}

describe.each(adapterNames)('basic auth on %s', (adapterName) => {
  const credentials = ['pä:ss', 'older'].map((password) => ({ username: 'signalwire', password }));
  const using = (options: WebhookOptions, use: Use, setup: ApplicationSetup = {}) => {
    const webhooks = { basicAuth: credentials, ...options };
    return withApplication(adapterName, { webhooks, controllers: [SwaigController], ...setup }, use);
  };

  test('the default stays: the signature only', async () => {
    await using({}, async (application) => {
      expect(await application.statusOf(unsigned('/signature', right))).toBe(403);
      expect(await application.statusOf(signedJson('/signature', payload))).toBe(200);
    });
  });

  test('basic-auth: right credentials, and older ones while they are rotated', async () => {
    await using({}, async (application) => {
      for (const headers of [right, basic('signalwire:older')]) {
        const answer = await application.send(unsigned('/basic-auth', headers));
        expect(JSON.parse(answer.body)).toEqual({
          payload,
          authentication: ['basic-auth'],
          signatureFormat: null,
          keyIndex: null,
          projectId: null,
        });
      }
    });
  });

  const wrong: [string, string | undefined][] = [
    ['missing', undefined],
    ['blank', ''],
    ['a wrong password', basic('signalwire:wrong')['authorization']],
    ['a wrong user', basic('other:pä:ss')['authorization']],
    ['a prefix of the password', basic('signalwire:pä:s')['authorization']],
    ['no colon', basic('signalwire')['authorization']],
    ['nothing but a colon', basic(':')['authorization']],
    ['not UTF-8', basic(Buffer.from('signalwire:p\xe4:ss', 'latin1'))['authorization']],
    ['not base64', 'Basic %%%'],
    ['another scheme', 'Bearer c2lnbmFsd2lyZTpww6Q6c3M='],
    ['no scheme', 'c2lnbmFsd2lyZTpww6Q6c3M='],
    ['two', `${right['authorization'] ?? ''}, ${right['authorization'] ?? ''}`],
    ['12 kB', `Basic ${'A'.repeat(12_000)}`],
  ];

  test.each(wrong)('basic-auth alone: %s gets 401 and is asked for them', async (_name, authorization) => {
    await using({}, async (application) => {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await application.send(unsigned('/basic-auth', headers));
      expect([answer.status, answer.body]).toEqual([401, '{"statusCode":401,"message":"Unauthorized"}']);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="webhook", charset="UTF-8"');
      expect(application.logger.text).toMatch(/Rejected POST \/basic-auth: (missing|wrong)-credentials/);
      expect(application.logger.text).not.toContain('pä');
    });
  });

  test('a header of 1 MB is stopped by the server', async () => {
    await using({}, async (application) => {
      const head = `POST /basic-auth HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ${'A'.repeat(1_000_000)}\r\n\r\n`;
      const answer = await application.sendRaw(head).catch(() => 'HTTP/1.1 431 ');
      expect(answer === '' || answer.startsWith('HTTP/1.1 431 ')).toBe(true);
      expect(await application.statusOf(unsigned('/basic-auth', right))).toBe(200);
    });
  });

  test('either: one of them is enough, and the answer tells nobody which', async () => {
    await using({}, async (application) => {
      const authentication = async (request: RequestToSend) => (await application.send(request)).body;
      expect(await authentication(unsigned('/either', right))).toBe('{"authentication":["basic-auth"]}');
      expect(await authentication(signedJson('/either', payload))).toBe('{"authentication":["signature"]}');
      const wrongBasic = withHeaders(signedJson('/either', payload), basic('a:b'));
      expect(await authentication(wrongBasic)).toBe('{"authentication":["signature"]}');
      for (const rejected of [
        unsigned('/either'),
        unsigned('/either', basic('a:b')),
        signedJson('/either', payload, { signingKey: OTHER_KEY }),
      ]) {
        const answer: Answer = await application.send(rejected);
        expect([answer.status, answer.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
        expect(answer.headers['www-authenticate']).toBeUndefined();
      }
    });
  });

  test('both: none alone is enough', async () => {
    await using({}, async (application) => {
      const signedRequest = signedJson('/both', payload);
      const answer = await application.send(withHeaders(signedRequest, right));
      expect(answer.body).toBe('{"authentication":["signature","basic-auth"],"keyIndex":0}');
      expect(await application.statusOf(signedRequest)).toBe(403);
      expect(await application.statusOf(unsigned('/both', right))).toBe(403);
      expect(await application.statusOf(withHeaders(signedRequest, basic('a:b')))).toBe(403);
    });
  });

  test("a route's own credentials override the module's", async () => {
    await using({}, async (application) => {
      expect(await application.statusOf(unsigned('/own', basic('own:route')))).toBe(200);
      expect(await application.statusOf(unsigned('/own', right))).toBe(401);
    });
  });

  test('without a signature the body still has to be what it says', async () => {
    await using({}, async (application) => {
      const array = { ...unsigned('/basic-auth', right), body: '[1]' };
      expect(await application.statusOf(array)).toBe(403);
      const text = await application.send(
        withHeaders(unsigned('/basic-auth', right), { 'content-type': 'text/plain' }),
      );
      expect(text.status).toBe(403);
    });
  });

  test('nothing returned to a cXML form is an empty response here too', async () => {
    await using({}, async (application) => {
      const headers = { ...FORM, ...right };
      const form = { target: '/nothing', headers, body: 'AccountSid=1&CallStatus=ringing' };
      expect((await application.send(form)).body).toContain('<Response/>');
      expect(await application.statusOf(unsigned('/nothing', right))).toBe(204);
    });
  });

  test('credentials from a function, which is not asked for each request', async () => {
    let calls = 0;
    const basicAuth = (): Promise<BasicCredentials> => {
      calls++;
      return Promise.resolve({ username: 'signalwire', password: 'from-the-store' });
    };
    await using({ basicAuth }, async (application) => {
      for (let turn = 0; turn < 5; turn++) {
        expect(await application.statusOf(unsigned('/basic-auth', basic('signalwire:from-the-store')))).toBe(
          200,
        );
        expect(await application.statusOf(unsigned('/basic-auth', right))).toBe(401);
      }
      expect(calls).toBe(1);
    });
  });

  test('a rotated password is asked for at once, and a revoked one forgotten', async () => {
    let password = 'older';
    const signingKeyCache = { ttl: 600_000, refreshInterval: 1 };
    await using(
      { basicAuth: () => ({ username: 'signalwire', password }), signingKeyCache },
      async (application) => {
        const send = (given: string) =>
          application.statusOf(unsigned('/basic-auth', basic(`signalwire:${given}`)));
        expect(await send('older')).toBe(200);
        await new Promise((resolve) => setTimeout(resolve, 5));
        password = 'newer';
        expect(await send('newer')).toBe(200);
        expect(await send('older')).toBe(401);
        password = 'newest';
        application.app.get(SignalWireWebhookKeys).forgetAll();
        expect(await send('newer')).toBe(401);
        expect(await send('newest')).toBe(200);
      },
    );
  });

  test('either: with the password store down a signature still passes, and nothing else', async () => {
    const basicAuth = () => Promise.reject(new Error('the-secret'));
    await using({ basicAuth }, async (application) => {
      const signedRequest = withHeaders(signedJson('/either', payload), right);
      expect((await application.send(signedRequest)).body).toBe('{"authentication":["signature"]}');
      expect(await application.statusOf(unsigned('/either', right))).toBe(503);
      const forged = withHeaders(signedJson('/either', payload, { signingKey: OTHER_KEY }), right);
      expect(await application.statusOf(forged)).toBe(503);
      expect(await application.statusOf(withHeaders(signedJson('/both', payload), right))).toBe(503);
      expect(application.logger.text).not.toContain('the-secret');
    });
  });

  test.each<[string, BasicCredentialsSource]>([
    ['a blank password', () => ({ username: 'signalwire', password: ' ' })],
    ['a string', (() => 'signalwire:pä:ss') as never],
    ['an object without credentials', (() => ({})) as never],
  ])(
    'either: with a function that gives %s a signature still passes, and nothing else',
    async (_, basicAuth) => {
      await using({ basicAuth }, async (application) => {
        const genuine = withHeaders(signedJson('/either', payload), right);
        expect((await application.send(genuine)).body).toBe('{"authentication":["signature"]}');
        const forged = withHeaders(signedJson('/either', payload, { signingKey: OTHER_KEY }), right);
        expect(await application.statusOf(forged)).toBe(503);
      });
    },
  );

  test('anyOf: with no credentials configured a signature passes, and the rest is a configuration error', async () => {
    await using(
      { basicAuth: undefined } as never,
      async ({ app }) => {
        const verify = (request: RequestToSend) => {
          const { method = 'POST', target, headers = {}, body } = request;
          const received = { method, url: PUBLIC_URL + target, headers, body };
          return app
            .get(SignalWireWebhookVerifier)
            .verify(received, { accept: { anyOf: ['signature', 'basic-auth'] } });
        };
        expect(await verify(signedJson('/either', payload))).toMatchObject({ authentication: ['signature'] });
        await expect(verify(unsigned('/either', right))).rejects.toThrow(
          'A route accepts basic auth, but basicAuth is not set. Fix: basicAuth:',
        );
      },
      { controllers: [SignatureController] },
    );
  });

  test('anyOf: unavailable signing keys do not matter to a request with the right credentials', async () => {
    await using({ signingKey: () => Promise.reject(new Error('down')) }, async (application) => {
      expect((await application.send(withHeaders(signedJson('/either', payload), right))).body).toBe(
        '{"authentication":["basic-auth"]}',
      );
      expect(await application.statusOf(signedJson('/either', payload))).toBe(503);
      expect(await application.statusOf(unsigned('/either'))).toBe(403);
    });
  });

  test('allOf: wrong credentials cause no lookup of keys', async () => {
    let lookups = 0;
    const signingKey = () => {
      lookups++;
      return SIGNING_KEY;
    };
    await using({ signingKey }, async (application) => {
      const request = signedJson('/both', payload);
      expect(await application.statusOf(withHeaders(request, basic('signalwire:wrong')))).toBe(403);
      expect(lookups).toBe(0);
      expect(await application.statusOf(withHeaders(request, right))).toBe(200);
    });
  });

  test('the verifier takes an unknown method for no permission', async () => {
    await using({}, async ({ app }) => {
      const { method = 'POST', target, headers = {}, body } = signedJson('/either', payload);
      const received = { method, url: PUBLIC_URL + target, headers, body };
      for (const accept of [
        'either',
        'nothing',
        '',
        { anyOf: [] },
        { allOf: [] },
        { allOf: ['signature', 'nothing'] },
      ]) {
        const verified = app.get(SignalWireWebhookVerifier).verify(received, { accept: accept as never });
        await expect(verified).rejects.toThrow(SignalWireWebhookConfigurationError);
      }
    });
  });

  test('a list of one method is that method', async () => {
    @Controller()
    class ListController {
      @SignalWireWebhook({ accept: { anyOf: ['basic-auth'] } })
      @Post('basic-auth')
      basicAuth(@VerifiedWebhook() { authentication }: VerifiedWebhookData) {
        return { authentication };
      }

      @SignalWireWebhook({ accept: { allOf: ['signature'] } })
      @Post('signature')
      signature(@VerifiedWebhook() { authentication }: VerifiedWebhookData) {
        return { authentication };
      }
    }
    await using(
      {},
      async (application) => {
        const wrong = await application.send(unsigned('/basic-auth'));
        expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([
          401,
          expect.stringMatching(/^Basic/),
        ]);
        expect((await application.send(unsigned('/basic-auth', right))).body).toBe(
          '{"authentication":["basic-auth"]}',
        );
        expect(await application.statusOf(unsigned('/signature', right))).toBe(403);
        expect((await application.send(signedJson('/signature', payload))).body).toBe(
          '{"authentication":["signature"]}',
        );
      },
      { controllers: [ListController] },
    );
  });

  test('a GET or POST without a body is read by its query, whatever its content type says', async () => {
    await using({}, async (application) => {
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const headers = { ...right, 'content-type': type };
        const read = await application.send({ method: 'GET', target: '/query?a=1', headers });
        expect([read.status, JSON.parse(read.body)]).toEqual([200, { a: '1' }]);
        expect(await application.statusOf({ method: 'GET', target: '/no-query?a=1', headers })).toBe(403);
      }
    });
  });

  test('JSON that is no object does not pass with the right credentials either', async () => {
    await using(
      {},
      async (application) => {
        for (const body of ['5', '"text"', 'true', 'null', '[1]']) {
          const response = await application.send({ ...unsigned('/basic-auth', right), body });
          expect([body, response.status]).toEqual([body, 403]);
        }
      },
      { configure: lenientJson(adapterName) },
    );
  });

  test('forged passwords cost the store one lookup an interval', async () => {
    let calls = 0;
    const basicAuth = () => {
      calls++;
      return { username: 'signalwire', password: 'right' };
    };
    await using({ basicAuth, signingKeyCache: { refreshInterval: 600_000 } }, async (application) => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          application.send(unsigned('/basic-auth', basic(`signalwire:forged-${index}`))),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(calls).toBe(1);
    });
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('the-secret');
      },
      503,
    ],
    ['gives none', () => null, 401],
    ['gives a blank password', () => ({ username: 'signalwire', password: ' ' }), 503],
  ] as [string, BasicCredentialsSource, number][])(
    'a function that %s lets nobody pass',
    async (_name, basicAuth, status) => {
      await using({ basicAuth }, async (application) => {
        expect(await application.statusOf(unsigned('/basic-auth', basic('signalwire: ')))).toBe(status);
        expect(application.logger.text).not.toContain('the-secret');
      });
    },
  );

  test('without any credentials the application does not start', async () => {
    const start = using({ basicAuth: undefined } as never, () => undefined);
    await expect(start).rejects.toThrow("Fix: basicAuth: { username: '…', password: '…' }");
  });
});
