import { describe, expect, jest, test } from '@jest/globals';
import {
  All,
  Body,
  type CallHandler,
  type CanActivate,
  Controller,
  createParamDecorator,
  type DynamicModule,
  type ExecutionContext,
  ForbiddenException,
  ServiceUnavailableException,
  Get,
  Injectable,
  type NestInterceptor,
  Next,
  type PipeTransform,
  Post,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  getVerifiedWebhook,
  isVerifiedWebhook,
  MemoryOnceStore,
  type OnceStore,
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  SignalWireWebhookOutcomes,
  SignalWireWebhookVerifier,
  type UnverifiedWebhookData,
  VerifiedWebhook,
  type VerifiedWebhookData,
  type WebhookOutcome,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type ApplicationSetup,
  lenientJson,
  type RequestToSend,
  type RunningApplication,
  startApplication,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import {
  FORM,
  JSON_TYPE,
  OTHER_KEY,
  PUBLIC_URL,
  signed,
  signedAnyJson,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';
import { until } from '../support/until.js';
import { Wrapped } from '../support/wrapped.js';

type Webhook = VerifiedWebhookData | UnverifiedWebhookData;
type Options = WebhookOptions;

/** What the predicates say while the request is handled. */
const predicates: unknown[] = [];

class PredicateInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    predicates.push(isVerifiedWebhook(context), getVerifiedWebhook(context));
    return next.handle();
  }
}

@SignalWireWebhook()
@UseInterceptors(PredicateInterceptor)
@Controller()
class HookController {
  @All('hook')
  hook(@VerifiedWebhook() webhook: Webhook, @WebhookPayload({ unverified: true }) payload: object) {
    return { webhook, payload };
  }

  @Post('nothing')
  nothing() {
    return undefined;
  }

  @Post('failing')
  failing() {
    throw new ForbiddenException("the handler's own");
  }
}

const FIELDS = { AccountSid: 'the-project', CallSid: 'CA1', From: '+1' };
const GENUINE = signedForm('/hook', FIELDS);
const FORGED = signedForm('/hook', FIELDS, { signingKey: OTHER_KEY });
const BASIC_AUTH = { username: 'user', password: 'a-long-password-of-the-test' };

function moduleWith(options: Options & { isGlobal?: boolean } = {}): DynamicModule {
  return SignalWireWebhookModule.forRoot({
    signingKey: SIGNING_KEY,
    publicUrl: PUBLIC_URL,
    mode: 'report',
    ...options,
  });
}

type Use = (application: RunningApplication, outcomes: WebhookOutcome[]) => Promise<void>;

describe.each(adapterNames)("mode: 'report' on %s", (adapterName) => {
  const start = (setup: ApplicationSetup, use: Use) =>
    withApplication(adapterName, setup, async (application) => {
      const outcomes: WebhookOutcome[] = [];
      application.app
        .get(SignalWireWebhookOutcomes, { strict: false })
        .subscribe((each) => outcomes.push(each));
      predicates.length = 0;
      await use(application, outcomes);
    });

  function using(options: Options, use: Use, ...controllers: Type[]): Promise<void> {
    return start(
      {
        imports: [moduleWith(options)],
        controllers: controllers.length > 0 ? controllers : [HookController],
        configure: lenientJson(adapterName),
      },
      use,
    );
  }

  const startsWith = (options: Options, ...controllers: Type[]) =>
    using(options, () => Promise.resolve(), ...controllers);

  async function handled(application: RunningApplication, request: RequestToSend): Promise<unknown> {
    const { status, body } = await application.send(request);
    expect([status, body]).toEqual([200, expect.stringMatching(/^\{/)]);
    return JSON.parse(body);
  }

  describe('what it says', () => {
    test('at the start: which routes are not protected', async () => {
      await using({}, (application) => {
        expect(application.logger.lines).toEqual([
          expect.stringMatching(
            /^WARN mode: 'report' is on\. .*NOT rejected\. Not protected: HookController\.hook, HookController\.nothing, HookController\.failing\./,
          ),
        ]);
        return Promise.resolve();
      });
    });

    test.each<Options>([{ mode: 'enforce' }, { mode: undefined as never }])(
      'nothing by default: %p',
      async (options) => {
        await using(options, async (application, outcomes) => {
          expect(application.logger.lines).toEqual([]);
          expect(await application.statusOf(FORGED)).toBe(403);
          await until(() => outcomes.length === 1);
          expect(outcomes[0]).toMatchObject({ result: 'rejected', mode: 'enforce' });
        });
      },
    );

    test('every ten minutes, with the allowed requests; no longer after the end', async () => {
      jest.useFakeTimers({
        doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance', 'Date', 'queueMicrotask'],
      });
      try {
        await using({}, async (application) => {
          expect(jest.getTimerCount()).toBe(1);
          await application.send(FORGED);
          await application.send(FORGED);
          await application.send(GENUINE);
          jest.advanceTimersByTime(600_000);
          expect(application.logger.lines.at(-1)).toMatch(
            /mode: 'report' is still on\. Not protected: HookController\.hook, .* without being verified: 2 \(2 × HookController\.hook\)\./,
          );
          jest.advanceTimersByTime(600_000);
          expect(application.logger.lines.at(-1)).toMatch(/without being verified: none\./);
        });
        expect(jest.getTimerCount()).toBe(0);
      } finally {
        jest.useRealTimers();
      }
    });

    test('of a flood: few lines', async () => {
      await using({}, async (application) => {
        const before = application.logger.lines.length;
        for (let sent = 0; sent < 60; sent++) await application.send(FORGED);
        expect(application.logger.lines).toHaveLength(before + 10);
        expect(application.logger.lines.at(-1)).toMatch(
          /Would reject POST \/hook: signature-mismatch \(HookController\.hook, cxml.*\) – allowed by mode: 'report'/,
        );
        await application.close();
        expect(application.logger.lines.at(-1)).toMatch(
          /50 more .*50 × HookController\.hook: signature-mismatch \(allowed\)/,
        );
      });
    });

    test('with diagnostics: the cause', async () => {
      await using({ diagnostics: true }, async (application) => {
        await application.send(signedForm('/hook', FIELDS, { publicUrl: 'http://example.ngrok.io' }));
        await until(() => application.logger.text.includes('Diagnosis of HookController.hook'));
        expect(application.logger.text).toMatch(/Diagnosis of HookController\.hook: .*http:/s);
      });
    });
  });

  describe('a genuine request', () => {
    test.each([
      ['a form', GENUINE, FIELDS],
      ['a GET', signedGet('/hook?a=1'), { a: '1' }],
      ['JSON', signedJson('/hook', { a: [1] }), { a: [1] }],
    ])('is verified: %s', async (_, request, payload) => {
      await using({}, async (application, outcomes) => {
        expect(await handled(application, request)).toMatchObject({
          webhook: { verified: true, authentication: ['signature'], keyIndex: 0, payload },
          payload,
        });
        expect(predicates[0]).toBe(true);
        await until(() => outcomes.length === 1);
        expect(outcomes[0]).toMatchObject({ result: 'verified', mode: 'report', keyIndex: 0 });
      });
    });
  });

  const CASES: [string, Options, RequestToSend, object][] = [
    ['a wrong signature', {}, FORGED, FIELDS],
    ['no signature', {}, { target: '/hook', headers: FORM, body: 'a=1&a=2' }, { a: ['1', '2'] }],
    ['no signature, by GET', {}, { method: 'GET', target: '/hook?a=1&b=2#c' }, { a: '1', b: '2' }],
    ['nothing at all', {}, { target: '/hook' }, {}],
    [
      'a malformed signature',
      {},
      { ...FORGED, headers: { ...FORM, 'x-signalwire-signature': 'x' }, body: 'a=1' },
      { a: '1' },
    ],
    ['JSON', {}, { target: '/hook', headers: JSON_TYPE, body: '{"a":{"b":1}}' }, { a: { b: 1 } }],
    ['JSON that is a list', {}, { target: '/hook', headers: JSON_TYPE, body: '[1]' }, {}],
    ['JSON that is a number', {}, { target: '/hook', headers: JSON_TYPE, body: '5' }, {}],
    ['signed JSON that is a number', {}, signedAnyJson('/hook', '5'), {}],
    [
      'a GET whose content type is that of JSON',
      {},
      { method: 'GET', target: '/hook?a=1', headers: JSON_TYPE },
      { a: '1' },
    ],
    ['a method that is not signed', {}, { ...GENUINE, method: 'PUT' }, FIELDS],
    ['another host', { allowedHosts: ['a.example'] }, GENUINE, FIELDS],
    ['content that is not accepted', { content: ['json'] }, GENUINE, FIELDS],
    ['an unknown project', { signingKey: { projects: { other: SIGNING_KEY } } }, GENUINE, FIELDS],
    [
      'two projects',
      { signingKey: { projects: { a: SIGNING_KEY } } },
      signedForm('/hook', 'AccountSid=a&AccountSid=b'),
      { AccountSid: ['a', 'b'] },
    ],
    ['unavailable keys', { signingKey: () => Promise.reject(new Error('down')) }, GENUINE, FIELDS],
    [
      'keys that are unavailable at once',
      {
        signingKey: () => {
          throw new Error('down');
        },
      },
      GENUINE,
      FIELDS,
    ],
    ['an unusable publicUrl', { publicUrl: () => 'nonsense' }, GENUINE, FIELDS],
    ['an unusable publicUrl, later', { publicUrl: () => Promise.resolve('nonsense') }, GENUINE, FIELDS],
    ['no credentials', { accept: 'basic-auth', basicAuth: BASIC_AUTH }, GENUINE, FIELDS],
    [
      'no credentials beside a signature',
      { accept: { allOf: ['signature', 'basic-auth'] }, basicAuth: BASIC_AUTH },
      GENUINE,
      FIELDS,
    ],
    [
      'neither proof',
      { accept: { anyOf: ['signature', 'basic-auth'] }, basicAuth: BASIC_AUTH },
      { ...FORGED, headers: { ...FORGED.headers, authorization: 'Basic dXNlcjpndWVzcw==' } },
      FIELDS,
    ],
    [
      'credentials that are unavailable',
      { accept: 'basic-auth', basicAuth: () => Promise.reject(new Error('down')) },
      { ...GENUINE, headers: { ...GENUINE.headers, authorization: 'Basic dXNlcjpndWVzcw==' } },
      FIELDS,
    ],
  ];

  test.each(CASES)('%s: reported and allowed, as unverified', async (_, options, request, payload) => {
    const made = jest.fn(() => new ForbiddenException());
    await using({ ...options, exceptionFactory: made }, async (application, outcomes) => {
      const response = await application.send(request);
      expect([response.status, response.headers['www-authenticate']]).toEqual([200, undefined]);
      expect(JSON.parse(response.body)).toEqual({ webhook: { verified: false }, payload });
      expect(predicates).toEqual([false, undefined]);
      expect(made).not.toHaveBeenCalled();
      await until(() => outcomes.length === 1);
      const [outcome] = outcomes;
      expect(outcome?.result).not.toBe('verified');
      expect(outcome).toMatchObject({ mode: 'report', keyIndex: undefined, projectId: undefined });
      expect(application.logger.text).toContain("– allowed by mode: 'report'");
    });
  });

  test('a request target with a host', async () => {
    await using({}, async (application, outcomes) => {
      const raw = await application.sendRaw(
        'GET http://evil.example/hook?a=1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
      );
      expect(raw).toMatch(/^HTTP\/1\.1 200/);
      expect(raw).toContain('{"webhook":{"verified":false},"payload":{"a":"1"}}');
      await until(() => outcomes.length === 1);
      expect(outcomes[0]?.reason).toBe('malformed-target');
    });
  });

  test('a lost raw body: what the framework has parsed', async () => {
    const setup = { imports: [moduleWith()], controllers: [HookController], options: { rawBody: false } };
    await start(setup, async (application, outcomes) => {
      expect(await handled(application, GENUINE)).toEqual({ webhook: { verified: false }, payload: FIELDS });
      expect(await handled(application, { method: 'GET', target: '/hook?a=1' })).toMatchObject({
        payload: { a: '1' },
      });
      await until(() => outcomes.length === 2);
      expect(outcomes[0]).toMatchObject({ result: 'configuration-error', mode: 'report' });
    });
  });

  test('the response is converted as of a verified request; what the handler throws is its own', async () => {
    await using({}, async (application) => {
      const nothing = await application.send(signedForm('/nothing', FIELDS, { signingKey: OTHER_KEY }));
      expect([nothing.status, nothing.headers['content-type'], nothing.body]).toEqual([
        200,
        'text/xml; charset=utf-8',
        '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      ]);
      const failing = await application.send({ target: '/failing' });
      expect([failing.status, failing.body]).toEqual([403, expect.stringContaining("the handler's own")]);
    });
  });

  describe('a handler that takes the payload without { unverified: true }', () => {
    const pass: PipeTransform = { transform: (value: unknown) => value };
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } };
    class Dto {}
    const Caller = () => WebhookPayload(pass);

    const decorators: [string, ParameterDecorator][] = [
      ['alone', WebhookPayload()],
      ['with a pipe', WebhookPayload(pass)],
      ['with a schema', WebhookPayload({ schema, pipes: [pass] })],
      ['with unverified: false', WebhookPayload({ unverified: false })],
      ['with unverified: false and a schema', WebhookPayload({ unverified: false, schema })],
      ['with another truth', WebhookPayload({ unverified: 'true' })],
      ['within a decorator of the application', Caller()],
    ];

    test.each(decorators)('stops the start with the line: %s', async (_, decorator) => {
      @SignalWireWebhook()
      @Controller()
      class StrictController {
        @Post('hook') strict(@decorator payload: Dto) {
          return payload;
        }
      }
      await expect(startsWith({}, StrictController)).rejects.toThrow(
        /^StrictController\.strict uses @WebhookPayload\(\).*@WebhookPayload\(\{ unverified: true \}\)/,
      );
      await startsWith({ mode: 'enforce' }, StrictController);
    });

    class Base {
      @Post('hook') strict(@WebhookPayload() payload: object) {
        return payload;
      }
    }
    @SignalWireWebhook({ mode: 'report' })
    @Controller()
    class InheritingController extends Base {}
    @Controller()
    class GuardedController {
      @UseGuards(SignalWireWebhookGuard)
      @Post('hook')
      strict(@WebhookPayload() payload: object) {
        return payload;
      }
    }
    @SignalWireWebhook()
    @Controller()
    class WrappedController {
      @Post('hook')
      @Wrapped()
      strict(@WebhookPayload() payload: object) {
        return payload;
      }
    }

    test.each<[string, Type, Options]>([
      ['inherited, by the class', InheritingController, { mode: 'enforce' }],
      ['behind the guard alone', GuardedController, {}],
      ['whose method another decorator replaced', WrappedController, {}],
    ])('stops the start: %s', async (_, controller, options) => {
      await expect(startsWith(options, controller)).rejects.toThrow('@WebhookPayload({ unverified: true })');
    });

    @Controller()
    class OpenController {
      @Post('hook')
      open(@WebhookPayload() payload: object) {
        predicates.push('handled');
        return payload;
      }
    }

    test('stops the start under APP_GUARD', async () => {
      const providers = [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }];
      const setup = { imports: [moduleWith()], controllers: [OpenController], providers };
      await expect(start(setup, () => Promise.resolve())).rejects.toThrow('OpenController.open uses');
    });

    test('gets nothing where the start cannot know of the guard, and a flood writes few lines', async () => {
      const setup: ApplicationSetup = {
        imports: [moduleWith()],
        controllers: [OpenController],
        configure: (app) => app.useGlobalGuards(app.get(SignalWireWebhookGuard)),
      };
      await start(setup, async (application) => {
        for (let sent = 0; sent < 60; sent++) expect(await application.statusOf(FORGED)).toBe(500);
        expect(predicates).toEqual([]);
        const { lines } = application.logger;
        expect(lines.filter((line) => line.includes("mode: 'report' is on"))).toHaveLength(1);
        expect(lines.filter((line) => line.includes('@WebhookPayload({ unverified: true })'))).toHaveLength(
          10,
        );
        expect(lines.length).toBeLessThan(30);
        expect(await application.statusOf(GENUINE)).toBe(201);
        expect(predicates).toEqual(['handled']);
      });
    });

    test('starts where the method enforces, or is skipped', async () => {
      @SignalWireWebhook({ mode: 'report' })
      @Controller()
      class EnforcingController {
        @SignalWireWebhook({ mode: 'enforce' })
        @Post('hook')
        strict(@WebhookPayload() payload: object) {
          return payload;
        }
      }
      await using(
        {},
        async (application) => {
          expect(await application.statusOf(FORGED)).toBe(403);
          expect(await application.statusOf(GENUINE)).toBe(200);
          expect(application.logger.text).not.toContain("mode: 'report' is on");
        },
        EnforcingController,
      );
    });
  });

  test('{ unverified: true } goes with pipes and schemas, in any order; elsewhere it gives nothing', async () => {
    const upper: PipeTransform = { transform: ({ From }: { From: string }) => `piped ${From}` };
    const Current = createParamDecorator(
      (_, context: ExecutionContext) => getVerifiedWebhook(context)?.payload,
    );
    @SignalWireWebhook()
    @Controller()
    class PipedController {
      @Post('first') first(@WebhookPayload({ unverified: true }, upper) from: string) {
        return { from };
      }
      @Post('last') last(@WebhookPayload(upper, { unverified: true }) from: string) {
        return { from };
      }
      @Post('schema') schema(@WebhookPayload({ unverified: true, schema: {}, pipes: [upper] }) from: string) {
        return { from };
      }
      @Post('own') own(@Current() payload: unknown, @Body() body: object) {
        return { payload: payload ?? null, body };
      }
    }
    @Controller()
    class OpenController {
      @Post('open') open(@WebhookPayload({ unverified: true }) payload: object) {
        return payload;
      }
    }
    await using(
      {},
      async (application) => {
        const forged = (target: string) => signedForm(target, { From: '+1' }, { signingKey: OTHER_KEY });
        for (const target of ['/first', '/last', '/schema']) {
          expect(await handled(application, forged(target))).toEqual({ from: 'piped +1' });
        }
        expect(await handled(application, forged('/own'))).toEqual({ payload: null, body: { From: '+1' } });
        expect(await application.statusOf(forged('/open'))).toBe(500);
      },
      PipedController,
      OpenController,
    );
  });

  describe('once', () => {
    @SignalWireWebhook({ once: { maxAge: 60_000 } })
    @Controller()
    class OnceController {
      @Post('hook')
      hook(@VerifiedWebhook() { verified }: Webhook) {
        return `<Response><Say>${String(verified)}</Say></Response>`;
      }
    }

    test('an unverified request neither acquires, completes nor repeats an event', async () => {
      const calls: string[] = [];
      class CountingStore extends MemoryOnceStore {
        override acquire(...all: Parameters<OnceStore['acquire']>) {
          calls.push('acquire');
          return super.acquire(...all);
        }
        override complete(...all: Parameters<OnceStore['complete']>) {
          calls.push('complete');
          return super.complete(...all);
        }
      }
      const onceStore = new CountingStore();
      const fields = { ...FIELDS, Timestamp: new Date().toUTCString() };
      const genuine = signedForm('/hook', fields);
      const forged = { ...genuine, headers: { ...genuine.headers, 'x-signalwire-signature': 'x' } };
      await using(
        { onceStore },
        async (application, outcomes) => {
          const send = async (request: RequestToSend) => {
            const { status, body } = await application.send(request);
            return `${status} ${body.replace(/<.*?>/g, '')}`;
          };
          expect([await send(forged), await send(forged), calls]).toEqual(['200 false', '200 false', []]);
          expect([await send(genuine), await send(genuine)]).toEqual(['200 true', '204 ']);
          expect(calls).toEqual(['acquire', 'complete', 'acquire']);
          expect(await send(forged)).toBe('200 false');
          const old = signedForm('/hook', { ...fields, Timestamp: new Date(0).toUTCString() });
          expect(await send(old)).toBe('200 false');
          expect(calls).toHaveLength(3);
          await until(() => outcomes.length === 6);
          expect(outcomes.map(({ result, reason }) => reason ?? result)).toEqual([
            'malformed-signature',
            'malformed-signature',
            'verified',
            'duplicate',
            'malformed-signature',
            'expired-event',
          ]);
        },
        OnceController,
      );
    });
  });

  test('unverified requests change the key cache as little as rejected requests', async () => {
    const asked = async (mode: 'enforce' | 'report') => {
      const projects: (string | undefined)[] = [];
      const signingKey = ({ claimedProjectId }: { claimedProjectId?: string | undefined }) => {
        projects.push(claimedProjectId);
        return claimedProjectId === 'real' ? SIGNING_KEY : null;
      };
      const signingKeyCache = { maxUnverifiedLookups: 3, refreshInterval: 600_000, resolveTimeout: 100 };
      await using({ mode, signingKey, signingKeyCache }, async (application) => {
        for (const AccountSid of ['real', 'a', 'b', 'c', 'd', 'real']) {
          await application.send(signedForm('/hook', { AccountSid }, { signingKey: OTHER_KEY }));
        }
        await application.send(signedForm('/hook', { AccountSid: 'e' }));
      });
      return projects;
    };
    const inReport = await asked('report');
    expect(inReport).toEqual(await asked('enforce'));
    expect(inReport).toEqual(['real', 'a', 'b']);
  });

  describe('beside a guard that enforces', () => {
    @Controller()
    class StrictController {
      @Post('hook')
      strict(@WebhookPayload() payload: object, @VerifiedWebhook() { verified }: Webhook) {
        return { payload, verified };
      }
    }
    @SignalWireWebhook({ mode: 'enforce' })
    @Controller()
    class EnforcingController extends StrictController {
      @Post('hook')
      override strict(@WebhookPayload() payload: object, @VerifiedWebhook() webhook: Webhook) {
        return super.strict(payload, webhook);
      }
    }
    const globally = { provide: APP_GUARD, useClass: SignalWireWebhookGuard };

    test('APP_GUARD reports and the route enforces: rejected', async () => {
      const setup = { imports: [moduleWith()], controllers: [EnforcingController], providers: [globally] };
      await start(setup, async (application) => {
        expect(await application.statusOf(FORGED)).toBe(403);
        expect(await handled(application, GENUINE)).toEqual({ payload: FIELDS, verified: true });
      });
    });

    @UseGuards(SignalWireWebhookGuard)
    @Controller()
    class TenantController extends StrictController {}

    async function behindBoth(
      ofRoot: Options,
      ofTenant: Options,
      use: Use,
      controller: Type = TenantController,
    ): Promise<void> {
      class TenantModule {}
      const tenant: DynamicModule = {
        module: TenantModule,
        imports: [moduleWith({ ...ofTenant, isGlobal: false })],
        controllers: [controller],
      };
      await start({ imports: [moduleWith(ofRoot), tenant], providers: [globally] }, use);
    }

    test('one instance reports, then another enforces: only the second counts', async () => {
      await behindBoth({ signingKey: OTHER_KEY }, { mode: 'enforce' }, async (application) => {
        const { status, body } = await application.send(GENUINE);
        expect([status, JSON.parse(body)]).toEqual([201, { payload: FIELDS, verified: true }]);
        expect(await application.statusOf(FORGED)).toBe(403);
        expect(await application.statusOf({ target: '/hook', headers: FORM, body: 'a=1' })).toBe(403);
      });
    });

    test('one instance enforces, then another reports: what the first has verified stays so', async () => {
      const ofTenant: Options = { signingKey: OTHER_KEY };
      await behindBoth(
        { mode: 'enforce' },
        ofTenant,
        async (application) => {
          expect(await handled(application, GENUINE)).toMatchObject({ webhook: { verified: true } });
          expect(await application.statusOf(FORGED)).toBe(403);
          expect(application.logger.text).toContain("– allowed by mode: 'report'");
        },
        HookController,
      );
    });

    test('a guard twice decides once', async () => {
      @UseGuards(SignalWireWebhookGuard, SignalWireWebhookGuard)
      @Controller()
      class TwiceController {
        @Post('hook')
        hook() {
          return {};
        }
      }
      const setup = { imports: [moduleWith()], controllers: [TwiceController], providers: [globally] };
      await start(setup, async (application, outcomes) => {
        await application.send(FORGED);
        await application.send(GENUINE);
        await until(() => outcomes.length >= 2);
        expect(outcomes.map(({ result }) => result)).toEqual(['rejected', 'verified']);
      });
    });
  });

  describe('with parts of the application', () => {
    class ThrowingVerifier extends SignalWireWebhookVerifier {
      override verify(): never {
        throw new ForbiddenException();
      }
    }
    class UnavailableVerifier extends SignalWireWebhookVerifier {
      override verify(): never {
        throw new ServiceUnavailableException();
      }
    }
    class DoubtfulVerifier extends SignalWireWebhookVerifier {
      override verify() {
        return Promise.resolve({ verified: 'yes' } as never);
      }
    }
    class RejectingVerifier extends SignalWireWebhookVerifier {
      override verify() {
        return Promise.reject(new Error('broken'));
      }
    }

    const REJECTED = { result: 'rejected', line: 'POST /hook: no reason given' };
    test.each<[string, Type, { result: string; line: string; status: number }]>([
      ['throws a ForbiddenException', ThrowingVerifier, { ...REJECTED, status: 403 }],
      [
        'rejects its promise',
        RejectingVerifier,
        {
          result: 'configuration-error',
          line: 'The replaced SignalWireWebhookVerifier failed: Error.',
          status: 500,
        },
      ],
      [
        'throws a ServiceUnavailableException',
        UnavailableVerifier,
        {
          result: 'configuration-error',
          line: 'The replaced SignalWireWebhookVerifier failed: ServiceUnavailableException',
          status: 503,
        },
      ],
      ['returns no true as verified', DoubtfulVerifier, { ...REJECTED, status: 403 }],
    ])('a verifier that %s is logged and published in both modes', async (_, useClass, expected) => {
      for (const mode of ['report', 'enforce'] as const) {
        const own = moduleWith({ mode });
        own.providers = [...(own.providers ?? []), { provide: SIGNALWIRE_WEBHOOK_VERIFIER, useClass }];
        const setup = { imports: [own], controllers: [HookController] };
        await start(setup, async (application, outcomes) => {
          const { status, body } = await application.send(GENUINE);
          await until(() => outcomes.length === 1);
          expect(outcomes[0]).toMatchObject({ result: expected.result, reason: undefined, mode });
          expect(application.logger.text).toContain(expected.line);
          if (mode === 'enforce') {
            expect(status).toBe(expected.status);
            expect(application.logger.text).not.toContain('allowed by mode');
          } else {
            expect([status, JSON.parse(body)]).toEqual([
              200,
              { webhook: { verified: false }, payload: FIELDS },
            ]);
            expect(application.logger.text).toContain("– allowed by mode: 'report'");
          }
        });
      }
    });

    test('a guard of the application that rejects still rejects', async () => {
      @Injectable()
      class VerifiedOnly implements CanActivate {
        canActivate(context: ExecutionContext) {
          return isVerifiedWebhook(context);
        }
      }
      @SignalWireWebhook()
      @UseGuards(SignalWireWebhookGuard, VerifiedOnly)
      @Controller()
      class OwnController {
        @Get('hook')
        hook() {
          return {};
        }
      }
      await using(
        {},
        async (application) => {
          expect(await application.statusOf({ method: 'GET', target: '/hook' })).toBe(403);
          expect(await application.statusOf(signedGet('/hook'))).toBe(200);
        },
        OwnController,
      );
    });
  });

  test('a repeated signature, which frameworks join', async () => {
    const { headers = {} } = signed({ target: '/hook', headers: FORM, body: 'a=1' });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    const signature = lines.find((line) => line.toLowerCase().startsWith('x-signalwire-signature')) ?? '';
    await using({}, async (application) => {
      const raw = await application.sendRaw(
        `POST /hook HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\n${lines.join('')}${signature}\r\na=1`,
      );
      expect(raw).toContain('{"webhook":{"verified":false},"payload":{"a":"1"}}');
    });
  });
});

describe('a handler that another one passes the request on to', () => {
  class PassingOn {
    @Get('hook')
    hook(
      @WebhookPayload({ unverified: true }) _payload: unknown,
      @VerifiedWebhook() _webhook: unknown,
      @Next() next: () => void,
    ): unknown {
      reached.push(this.constructor.name);
      next();
      return undefined;
    }
  }
  const reached: string[] = [];

  @SignalWireWebhook()
  @Controller()
  class FirstOfTwoClasses extends PassingOn {}

  @Controller()
  class SameMethodOfAnotherClass extends PassingOn {}

  @Controller()
  class AnotherMethodOfOneClass {
    @SignalWireWebhook()
    @Get('hook')
    first(@Next() next: () => void): void {
      reached.push('AnotherMethodOfOneClass');
      next();
    }

    @Get('hook')
    second(@WebhookPayload({ unverified: true }) payload: unknown) {
      return { payload };
    }
  }

  const unverified = { method: 'GET', target: '/hook?a=1' };
  const genuine = signedGet('/hook?a=1');

  test.each<[string, RequestToSend, Type[], string]>([
    [
      'what was allowed, in another class',
      unverified,
      [FirstOfTwoClasses, SameMethodOfAnotherClass],
      'SameMethodOfAnotherClass.hook',
    ],
    [
      'what was verified, in another class',
      genuine,
      [FirstOfTwoClasses, SameMethodOfAnotherClass],
      'SameMethodOfAnotherClass.hook',
    ],
    [
      'what was allowed, in another method',
      unverified,
      [AnotherMethodOfOneClass],
      'AnotherMethodOfOneClass.second',
    ],
    [
      'what was verified, in another method',
      genuine,
      [AnotherMethodOfOneClass],
      'AnotherMethodOfOneClass.second',
    ],
  ])('cannot read %s', async (_name, request, controllers, second) => {
    reached.length = 0;
    await withApplication('express', { imports: [moduleWith()], controllers }, async (application) => {
      expect(await application.statusOf(request)).toBe(500);
      expect(application.logger.text).toMatch(new RegExp(`ERROR ${second} uses @WebhookPayload`));
    });
    expect(reached).toEqual([controllers[0]?.name]);
  });
});

const WRONG_MODES = ['off', 'Report', ' report', '', ' ', true, false, 0, 1, null, ['report'], {}];

test.each(WRONG_MODES)('mode: %p is a configuration error, on a route and of the module', async (mode) => {
  const names = "it must be 'enforce' (the default) or 'report'";
  expect(() => SignalWireWebhook({ mode: mode as never })).toThrow(names);
  const imports = [moduleWith({ mode: mode as never })];
  await expect(startApplication('express', { imports })).rejects.toThrow(names);
});

test.each(['', ' '])('mode: %p asks for the environment variable', (mode) => {
  expect(() => SignalWireWebhook({ mode: mode as never })).toThrow(
    /^mode is blank; .* Is the environment variable set\? Fix: mode: 'enforce'$/,
  );
});

test('the types tell what is verified', () => {
  const read = (webhook: Webhook): string => {
    // @ts-expect-error: it may not be verified
    const early: string = webhook.eventId;
    return webhook.verified ? webhook.eventId : typeof early;
  };
  expect(read({ verified: false })).toBe('undefined');
});
