import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  ForbiddenException,
  HttpException,
  type INestApplication,
  Post,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MemoryOnceStore, SignalWireWebhook } from 'nestjs-signalwire-webhook';
import { inspect } from 'node:util';

import {
  type AdapterName,
  adapterNames,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, OTHER_KEY, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return 'handled';
  }

  @Post('other')
  other() {
    return 'handled';
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  once() {
    return 'handled';
  }

  @SignalWireWebhook({ once: { key: () => fail() } })
  @Post('keyed')
  keyed() {
    return 'handled';
  }
}

const SECRET = 'postgres://user:the-secret@db';

function fail(): never {
  throw Object.assign(new RangeError(SECRET), { code: 'EDB' });
}

/** What an exception filter of the application gets. */
const caught: unknown[] = [];

@Catch(HttpException)
class CauseFilter extends BaseExceptionFilter {
  override catch(exception: HttpException, host: ArgumentsHost): void {
    caught.push(exception.cause);
    super.catch(exception, host);
  }
}

afterEach(() => {
  caught.length = 0;
});

type Receive = (request: object) => void;

/** Calls back with each request as the guard will get it, before it does. */
function onRequest(adapterName: AdapterName, receive: Receive): (app: INestApplication) => void {
  return (app) => {
    if (adapterName === 'express') {
      app.use((request: object, _response: unknown, next: () => void) => {
        receive(request);
        next();
      });
      return;
    }
    const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      receive(request);
      done();
    });
  };
}

/** At the first read, so that the rest of the request is readable for the log. */
function throwingOnce(object: object, name: string, error: () => unknown): void {
  let hasThrown = false;
  Object.defineProperty(object, name, {
    get() {
      if (hasThrown) return undefined;
      hasThrown = true;
      throw error();
    },
    set() {
      // The parser's bytes are lost.
    },
    configurable: true,
    enumerable: true,
  });
}

interface Setup {
  readonly options?: WebhookOptions;
  readonly verify?: () => unknown;
  readonly receive?: Receive;
  readonly controller?: Type;
}

describe.each(adapterNames)('errors in the log, on %s', (adapterName) => {
  const using = ({ options = {}, verify, receive, controller = HookController }: Setup, use: Use) =>
    withApplication(
      adapterName,
      {
        webhooks: options,
        verifier: verify && { verify },
        controllers: [controller],
        providers: [{ provide: APP_FILTER, useClass: CauseFilter }],
        configure: receive && onRequest(adapterName, receive),
      },
      use,
    );

  const errorsIn = ({ logger }: RunningApplication) =>
    logger.lines.filter((line) => line.startsWith('ERROR') || line.startsWith('WARN'));
  const stacksIn = (application: RunningApplication) =>
    errorsIn(application).filter((line) => /\n {4}at .*:\d+:\d+/.test(line));

  describe('of the library or the framework', () => {
    const receive: Receive = (request) => {
      throwingOnce(
        request,
        'rawBody',
        () => new TypeError("Cannot read properties of undefined (reading 'trim')"),
      );
    };

    test('name, message and stack once for each route, then one line', async () => {
      await using({ receive }, async (application) => {
        for (const target of ['/hook', '/hook', '/hook', '/other', '/other']) {
          const answer = await application.send(signedForm(target, { a: '1' }));
          expect([answer.status, answer.body]).toEqual([500, expect.not.stringContaining('trim')]);
        }
        const lines = errorsIn(application).filter((line) => line.includes('The verification failed'));
        expect(lines).toHaveLength(5);
        for (const line of lines) {
          expect(line).toContain(
            "The verification failed: TypeError: Cannot read properties of undefined (reading 'trim'). The error is in",
          );
        }
        expect(stacksIn(application).map((line) => /HookController\.\w+/.exec(line)?.[0])).toEqual([
          'HookController.hook',
          'HookController.other',
        ]);
        expect(stacksIn(application)[0]).toContain('errors-in-log.spec');
        expect(caught[0]).toBeInstanceOf(TypeError);
      });
    });

    test('in a flood at the rate of the log', async () => {
      await using({ receive }, async (application) => {
        for (let request = 0; request < 30; request++)
          await application.send(signedForm('/hook', { a: '1' }));
        await application.app.close();
        expect(application.logger.text.match(/The verification failed/g)).toHaveLength(10);
        expect(application.logger.text).toContain('20 more errors within');
        expect(stacksIn(application)).toHaveLength(1);
      });
    });

    test("allowed by mode: 'report', and said so", async () => {
      await using({ receive, options: { mode: 'report' } }, async (application) => {
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
        expect(stacksIn(application)).toHaveLength(1);
        expect(application.logger.text).toContain("allowed by mode: 'report'");
      });
    });

    const LEFT_OUT =
      "The verification failed: TypeError. The log leaves the error's message out, because it may be confidential. Read it as the " +
      'cause of the exception, in an exception filter (https://github.com/nestjs-signalwire-webhook/nestjs-signalwire-webhook/blob/main/docs/help/troubleshooting.md#read-the-error-of-your-own-function). The error is in';

    test.each<[string, (headers: Readonly<Record<string, unknown>>) => string]>([
      ['the query', () => 'alpha is not a function'],
      ['a word of the query, cut', () => 'alp is not a function'],
      ['a short word of the body', () => 'qx is not iterable'],
      ['an escaped word of the body', () => 'Iterator value gamma is not an entry object'],
      ['a number', () => "Cannot read properties of undefined (reading '4111')"],
      ['the credentials', () => 'delta is not a function'],
      ['a header', () => 'epsilon is not a function'],
      ['lines', () => 'invalid\n    at evil (evil.js:1:1)'],
      ['a sequence for terminals', () => 'invalid \u001b[31m'],
      ['headers', (headers) => `invalid: ${JSON.stringify(headers)} ${'x'.repeat(1_000)}`],
      ['a signing key', () => SIGNING_KEY],
    ])('a message that quotes %s is left out; the stack is logged', async (_what, message) => {
      let quoted = '';
      const quoting: Receive = (request) => {
        const { headers } = request as { headers: Readonly<Record<string, unknown>> };
        throwingOnce(request, 'rawBody', () => new TypeError((quoted = message(headers))));
      };
      await using({ receive: quoting }, async (application) => {
        const { headers, ...request } = signedForm('/hook?token=alpha', { Digits: 'qx', Card: '4111' });
        const authorization = `Basic ${Buffer.from('user:delta').toString('base64')}`;
        const extra = { 'x-forwarded-for': 'epsilon', authorization };
        const body = `${String(request.body)}&Body=%67amm%61`;
        await application.send({ ...request, body, headers: { ...headers, ...extra } });
        const { text } = application.logger;
        expect(text).toContain(LEFT_OUT);
        expect(quoted).not.toBe('');
        expect(text).not.toContain(quoted);
        expect(text).not.toMatch(/\n *at evil/);
        expect(stacksIn(application)).toHaveLength(1);
        expect(caught[0]).toHaveProperty('message', quoted);
      });
    });

    test('of a diagnosis: it is the diagnosis that failed', async () => {
      const breakDiagnosis: Receive = (request) => {
        const { headers } = request as { headers: object };
        throwingOnce(headers, 'x-of-a-proxy', () => new TypeError('value.slice is not a function'));
      };
      const options = { diagnostics: { interval: 0 } };
      await using({ receive: breakDiagnosis, options }, async (application) => {
        const forged = signedForm('/hook', { a: '1' }, { signingKey: OTHER_KEY });
        for (let request = 0; request < 3; request++) expect(await application.statusOf(forged)).toBe(403);
        await until(() => application.logger.text.match(/The diagnosis failed/g)?.length === 3);
        expect(application.logger.text).toContain(
          'Diagnosis of HookController.hook: The diagnosis failed: TypeError: value.slice is not a function. The error is in',
        );
        expect(application.logger.text).not.toContain('The verification failed');
        expect(application.logger.text).not.toContain('the cause of the exception');
        expect(stacksIn(application)).toHaveLength(1);
      });
    });
  });

  describe('of a function of the application', () => {
    const credentials = `Basic ${Buffer.from('user:password').toString('base64')}`;
    const byBasicAuth = { target: '/hook', headers: { ...FORM, authorization: credentials }, body: 'a=1' };
    const onceStore = Object.assign(new MemoryOnceStore(), { acquire: fail });

    const functions: [string, Setup, string, number, string][] = [
      [
        'publicUrl',
        { options: { publicUrl: fail } },
        '/hook',
        500,
        'The publicUrl function failed: RangeError (EDB).',
      ],
      [
        'publicUrl, later',
        { options: { publicUrl: () => Promise.resolve().then(fail) } },
        '/hook',
        500,
        'The publicUrl function failed: RangeError (EDB).',
      ],
      [
        'a resolver',
        { options: { signingKey: fail } },
        '/hook',
        503,
        'The signing key resolver failed: RangeError (EDB).',
      ],
      [
        'basicAuth',
        { options: { accept: 'basic-auth', basicAuth: fail } },
        '/hook',
        503,
        'The basicAuth function failed: RangeError (EDB).',
      ],
      [
        'a replaced verifier',
        { verify: () => Promise.resolve().then(fail) },
        '/hook',
        500,
        'The replaced SignalWireWebhookVerifier failed: RangeError (EDB).',
      ],
      ['once.key', {}, '/keyed', 500, 'once.key threw an error (RangeError (EDB)).'],
      ['a store', { options: { onceStore } }, '/once', 503, 'onceStore.acquire() failed: RangeError (EDB).'],
    ];

    const requestTo = (target: string, { options }: Setup) =>
      options?.accept === 'basic-auth' ? byBasicAuth : signedForm(target, { a: '1' });

    test.each(functions)(
      '%s: which one, by name and code, and where to read its message',
      async (_name, setup, target, status, line) => {
        await using(setup, async (application) => {
          expect(await application.statusOf(requestTo(target, setup))).toBe(status);
          expect(application.logger.text).toContain(line);
          expect(application.logger.text).toContain(
            'Read it as the cause of the exception, in an exception filter',
          );
          expect(application.logger.text).not.toContain('the-secret');
          expect(stacksIn(application)).toEqual([]);
          expect(inspect(caught[0])).toContain(SECRET);
        });
      },
    );

    test.each(functions.filter(([, , target]) => target === '/hook'))(
      "%s, under mode: 'report': no exception is thrown, and none is spoken of",
      async (_name, { options, verify }, target, _status, line) => {
        const setup: Setup = { options: { ...options, mode: 'report' }, ...(verify && { verify }) };
        await using(setup, async (application) => {
          expect(await application.statusOf(requestTo(target, setup))).toBe(200);
          expect(application.logger.text).toContain(line);
          expect(application.logger.text).toContain('Catch and log the error where it is thrown.');
          expect(application.logger.text).not.toContain('the cause of the exception');
          expect(application.logger.text).not.toContain('the-secret');
          expect(caught).toEqual([]);
        });
      },
    );

    test('a store whose events are handled without it', async () => {
      @Controller()
      class LenientController {
        @SignalWireWebhook({ once: { onStoreFailure: 'handle' } })
        @Post('hook')
        hook() {
          return 'handled';
        }
      }
      await using({ options: { onceStore }, controller: LenientController }, async (application) => {
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
        expect(application.logger.text).toContain(
          'onceStore.acquire() failed: RangeError (EDB). The log leaves',
        );
        expect(application.logger.text).toContain('Catch and log the error where it is thrown.');
      });
    });

    test('exceptionFactory', async () => {
      await using({ options: { exceptionFactory: fail } }, async (application) => {
        expect(await application.statusOf({ target: '/hook' })).toBe(403);
        expect(application.logger.text).toContain(
          'exceptionFactory threw an error (RangeError (EDB)). Catch and log it in exceptionFactory.',
        );
        expect(application.logger.text).not.toContain('the-secret');
      });
    });

    test('what a publicUrl function says by an HttpException is its response', async () => {
      const publicUrl = () => {
        throw new ForbiddenException();
      };
      await using({ options: { publicUrl } }, async (application) => {
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(403);
        expect(errorsIn(application)).toEqual([
          expect.stringMatching(/^WARN Rejected POST \/hook: no reason given \(HookController\.hook/),
        ]);
      });
    });

    test.each([[undefined], [null], ['verified'], [true]])(
      'a replaced verifier that returns %p is named, with what it must return',
      async (given) => {
        await using({ verify: () => given }, async (application) => {
          expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(500);
          expect(application.logger.text).toMatch(
            /The verify\(\) of the replaced SignalWireWebhookVerifier returned (undefined|null|a string|true), which is not a result\. Fix: return \{ verified: false/,
          );
        });
      },
    );
  });
});
