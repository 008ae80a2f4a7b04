import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, type LoggerService, Post, type Type } from '@nestjs/common';
import {
  MemoryOnceStore,
  type OnceStore,
  SignalWireWebhook,
  SignalWireWebhookHealth,
  SignalWireWebhookOutcomes,
  type SignalWireWebhookRouteOptions,
} from 'nestjs-signalwire-webhook';
import { runInNewContext } from 'node:vm';

import {
  adapterNames,
  type Answer,
  type RequestToSend,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, OTHER_KEY, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

/** Throws on whatever is done with it. */
function hostileProxy(): object {
  const names = Object.getOwnPropertyNames(Reflect);
  const traps = names.map((name) => [
    name,
    () => {
      throw new Error(`the-secret of ${name}`);
    },
  ]);
  return new Proxy({}, Object.fromEntries(traps) as ProxyHandler<object>);
}

function errorWithHostileGetters(): Error {
  const error = new Error('the-secret');
  for (const name of ['stack', 'name', 'message', 'code']) {
    Object.defineProperty(error, name, {
      get() {
        throw new Error(`the-secret of ${name}`);
      },
    });
  }
  return error;
}

/** What a promise may reject with, and the log's word for it. */
const THROWN: readonly (readonly [name: string, value: unknown, words: string])[] = [
  ['undefined', undefined, 'something that is not an Error was thrown'],
  ['null', null, 'something that is not an Error was thrown'],
  ['a string', 'the-secret', 'something that is not an Error was thrown'],
  ['an object without prototype', Object.create(null), 'something that is not an Error was thrown'],
  ['a proxy that throws', hostileProxy(), 'something that is not an Error was thrown'],
  ['an error whose getters throw', errorWithHostileGetters(), 'Error'],
  ['an error whose name is no text', Object.assign(new Error('the-secret'), { name: Symbol('x') }), 'Error'],
  ['an error of another realm', runInNewContext("new RangeError('the-secret')"), 'RangeError'],
];

const METHODS: readonly (readonly [how: string, fail: (value: unknown) => () => never | Promise<never>])[] = [
  [
    'throws',
    (value) => () => {
      throw value;
    },
  ],
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  ['rejects with', (value) => () => Promise.reject(value)],
];

const CASES = METHODS.flatMap(([how, fail]) =>
  THROWN.map(([name, value, words]) => [`${how} ${name}`, fail(value), words] as const),
);

type Failing = (typeof CASES)[number][1];

interface Setup {
  readonly options?: WebhookOptions;
  readonly route?: SignalWireWebhookRouteOptions;
  readonly handle?: () => unknown;
  readonly verify?: () => unknown;
  readonly logger?: LoggerService;
}

function controllerWith(route: SignalWireWebhookRouteOptions = {}, handle: () => unknown = () => 'ok'): Type {
  @Controller()
  class HookController {
    @SignalWireWebhook(route)
    @Post('hook')
    hook(): unknown {
      return handle();
    }
  }
  return HookController;
}

const unhandled: string[] = [];
const noteUnhandled = (): void => void unhandled.push('unhandled');

beforeAll(() => {
  process.on('unhandledRejection', noteUnhandled);
});

afterAll(() => {
  process.off('unhandledRejection', noteUnhandled);
});

function storeWith(methods: Partial<OnceStore>): OnceStore {
  const memory = new MemoryOnceStore();
  return {
    acquire: (...values) => memory.acquire(...values),
    complete: (...values) => memory.complete(...values),
    release: (...values) => {
      memory.release(...values);
    },
    ...methods,
  };
}

describe.each(adapterNames)('what the application throws, on %s', (adapterName) => {
  async function using({ options = {}, route, handle, verify, logger }: Setup, use: Use): Promise<void> {
    const setup = {
      webhooks: options,
      verifier: verify && { verify },
      controllers: [controllerWith(route, handle)],
      options: logger && { logger },
    };
    await withApplication(adapterName, setup, async (application) => {
      await use(application);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(unhandled).toEqual([]);
  }

  const genuine = (): RequestToSend => signedForm('/hook', { CallSid: '1' });
  const forged = (): RequestToSend => signedForm('/hook', { CallSid: '1' }, { signingKey: OTHER_KEY });

  async function expectAnswer(
    setup: Setup,
    status: number,
    line: string,
    request = genuine(),
  ): Promise<Answer> {
    let answer: Answer | undefined;
    await using(setup, async (application) => {
      answer = await application.send(request);
      expect([answer.status, application.logger.text]).toEqual([status, expect.stringContaining(line)]);
      expect(application.logger.text).not.toContain('the-secret');
    });
    return answer as Answer;
  }

  describe('a store', () => {
    test.each(CASES)('whose acquire %s is a failing store', async (_name, acquire: Failing, words) => {
      const options = { onceStore: storeWith({ acquire }) };
      const rejected = `The lease of an event could not be acquired, and the response was 503: onceStore.acquire() failed: ${words}.`;
      await expectAnswer({ options, route: { once: true } }, 503, rejected);
      const handled = `The lease of an event could not be acquired, and the event was handled without the check: onceStore.acquire() failed: ${words}.`;
      await expectAnswer({ options, route: { once: { onStoreFailure: 'handle' } } }, 200, handled);
    });

    test.each(CASES)('whose complete %s leaves the response', async (_name, complete: Failing, words) => {
      const setup = { options: { onceStore: storeWith({ complete }) }, route: { once: true } };
      await expectAnswer(
        setup,
        200,
        `it can be handled again after its lease: onceStore.complete() failed: ${words}.`,
      );
    });

    test.each(CASES)(
      "whose release %s leaves the handler's error",
      async (_name, release: Failing, words) => {
        const handle = () => {
          throw new Error('of the handler');
        };
        const setup = { options: { onceStore: storeWith({ release }) }, route: { once: true }, handle };
        await expectAnswer(
          setup,
          500,
          `the event can be handled again only after its lease: onceStore.release() failed: ${words}.`,
        );
      },
    );

    test.each(CASES)(
      'whose acquire %s is down in the health check',
      async (_name, acquire: Failing, words) => {
        await using({ options: { onceStore: storeWith({ acquire }) } }, async (application) => {
          expect(await application.app.get(SignalWireWebhookHealth).check()).toMatchObject({
            onceStore: false,
          });
          expect(application.logger.text).toContain(
            `Health, store of once: onceStore.acquire() failed: ${words}.`,
          );
        });
      },
    );
  });

  describe('a handler under once', () => {
    test.each(CASES)('that %s gets 500, and the retry is handled', async (_name, fail: Failing) => {
      let runs = 0;
      const handle = () => (runs++ === 0 ? fail() : 'ok');
      await using({ route: { once: true }, handle }, async (application) => {
        expect(await application.statusOf(genuine())).toBe(500);
        expect(await application.statusOf(genuine())).toBe(200);
        expect(await application.statusOf(genuine())).toBe(204);
        expect(runs).toBe(2);
      });
    });
  });

  describe('a resolver', () => {
    test.each(CASES)('that %s: 503', async (_name, signingKey: Failing, words) => {
      await expectAnswer({ options: { signingKey } }, 503, `The signing key resolver failed: ${words}.`);
    });

    test.each(CASES)('that %s goes on with the keys it gave', async (_name, fail: Failing) => {
      let lookups = 0;
      const signingKey = () => (lookups++ === 0 ? SIGNING_KEY : fail());
      const signingKeyCache = { ttl: 0, refreshInterval: 0 };
      await using({ options: { signingKey, signingKeyCache } }, async (application) => {
        for (let request = 0; request < 3; request++) expect(await application.statusOf(genuine())).toBe(200);
        expect(lookups).toBeGreaterThan(1);
      });
    });
  });

  describe('a basicAuth function', () => {
    const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`;
    const request = { target: '/hook', headers: { ...FORM, authorization }, body: 'CallSid=1' };

    test.each(CASES)('that %s: 503', async (_name, basicAuth: Failing, words) => {
      const setup = { options: { accept: 'basic-auth' as const, basicAuth } };
      await expectAnswer(setup, 503, `The basicAuth function failed: ${words}.`, request);
    });

    test.each(CASES)('that %s does not matter to a signed request', async (_name, basicAuth: Failing) => {
      await using(
        { options: { accept: { anyOf: ['signature', 'basic-auth'] }, basicAuth } },
        async (application) => {
          const { headers, ...signed } = genuine();
          const answer = await application.send({ ...signed, headers: { ...headers, authorization } });
          expect(answer.status).toBe(200);
        },
      );
    });
  });

  describe('a publicUrl function', () => {
    test.each(CASES)('that %s: 500', async (_name, publicUrl: Failing, words) => {
      await expectAnswer({ options: { publicUrl } }, 500, `The publicUrl function failed: ${words}.`);
    });

    test.each(CASES)("that %s: allowed by mode: 'report'", async (_name, publicUrl: Failing, words) => {
      const setup = { options: { publicUrl, mode: 'report' as const } };
      await expectAnswer(setup, 200, `The publicUrl function failed: ${words}.`);
    });

    test('the log names the cause of the exception only if there is one', async () => {
      const publicUrl = () => Promise.reject(new TypeError('the-secret'));
      const cause = 'The publicUrl function failed: TypeError. The log leaves the error';
      await expectAnswer({ options: { publicUrl } }, 500, cause);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      const none = { options: { publicUrl: () => Promise.reject() } };
      await expectAnswer(none, 500, 'something that is not an Error was thrown. (HookController.hook');
    });
  });

  describe('signingKeyCache', () => {
    const signingKey = () => SIGNING_KEY;

    test.each(CASES)(
      'knownProjects that %s: the last list counts',
      async (_name, knownProjects: Failing, words) => {
        const options = { signingKey, signingKeyCache: { knownProjects } };
        const line = `signingKeyCache.knownProjects failed or timed out: ${words}.`;
        await expectAnswer({ options }, 200, line);
      },
    );

    test.each(CASES)('key that %s never verifies', async (name, key: Failing, words) => {
      const options = { signingKey, signingKeyCache: { knownProjects: [], key: key as () => never } };
      if (name.startsWith('throws'))
        await expectAnswer({ options }, 403, `signingKeyCache.key threw an error (${words}).`);
      else
        await expectAnswer(
          { options },
          500,
          'signingKeyCache.key returned a Promise; it must return a string.',
        );
    });
  });

  describe('once.key', () => {
    test.each(CASES)('that %s: 500, and no event', async (name, key: Failing, words) => {
      let runs = 0;
      const setup = { route: { once: { key: key as () => never } }, handle: () => runs++ };
      const line = name.startsWith('throws')
        ? `once.key threw an error (${words}).`
        : 'once.key returned a value of type object; it must return a string or undefined.';
      await expectAnswer(setup, 500, line);
      expect(runs).toBe(0);
    });
  });

  describe('exceptionFactory', () => {
    test.each(CASES)('that %s: the default rejection', async (name, exceptionFactory: Failing) => {
      const line = name.startsWith('throws') ? 'threw an error' : 'returned a promise';
      const answer = await expectAnswer(
        { options: { exceptionFactory: exceptionFactory as () => never } },
        403,
        `exceptionFactory ${line}`,
        forged(),
      );
      expect(answer.body).toBe('{"statusCode":403,"message":"Forbidden"}');
    });
  });

  describe('a replaced verifier', () => {
    test.each(CASES)('that %s: 500', async (_name, verify: Failing, words) => {
      await expectAnswer({ verify }, 500, `The replaced SignalWireWebhookVerifier failed: ${words}.`);
    });

    test('may give any thenable', async () => {
      const rejecting = {
        then: (_resolve: unknown, reject: (error: unknown) => void) => {
          reject(new TypeError('the-secret'));
        },
      };
      await expectAnswer(
        { verify: () => rejecting },
        500,
        'The replaced SignalWireWebhookVerifier failed: TypeError.',
      );
    });
  });

  describe('a listener of outcomes', () => {
    test.each(CASES)('that %s is logged and changes nothing', async (_name, listener: Failing) => {
      await using({}, async (application) => {
        application.app.get(SignalWireWebhookOutcomes).subscribe(listener);
        expect(await application.statusOf(genuine())).toBe(200);
        await until(() =>
          application.logger.text.includes('A listener of SignalWireWebhookOutcomes failed: '),
        );
        expect(await application.statusOf(forged())).toBe(403);
      });
    });
  });

  describe('a logger', () => {
    /** As one whose disk is full, from some moment on. */
    class FailingLogger implements LoggerService {
      isFailing = false;

      log(): void {}
      warn(): void {
        this.write();
      }
      error(): void {
        this.write();
      }

      private write(): void {
        if (this.isFailing) throw new Error('ENOSPC');
      }
    }

    test('that throws changes no response', async () => {
      const logger = new FailingLogger();
      const options = { onceStore: storeWith({ acquire: () => Promise.reject(new Error('down')) }) };
      await using({ options, route: { once: true }, logger }, async (application) => {
        logger.isFailing = true;
        expect(await application.statusOf(forged())).toBe(403);
        expect(await application.statusOf(genuine())).toBe(503);
      });
    });

    test('that throws is not reported as an error of a list of projects', async () => {
      const logger = new FailingLogger();
      let asked = 0;
      const knownProjects = () => (asked++ === 0 ? [] : Promise.reject(new Error('down')));
      const signingKeyCache = { knownProjects, ttl: 0 };
      await using(
        { options: { signingKey: () => SIGNING_KEY, signingKeyCache }, logger },
        async (application) => {
          logger.isFailing = true;
          await until(async () => {
            expect(await application.statusOf(signedForm('/hook', { AccountSid: 'a' }))).toBe(200);
            return asked > 1;
          });
        },
      );
    });
  });
});
