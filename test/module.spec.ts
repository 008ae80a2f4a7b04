import { describe, expect, test } from '@jest/globals';
import { Controller, type DynamicModule, Injectable, Module, Post } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  SIGNALWIRE_WEBHOOK_OPTIONS,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookOptionsFactory,
  SignalWireWebhookVerifier,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type ApplicationSetup, withApplication } from './support/applications.js';
import { closeAtEnd } from './support/close-at-end.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from './support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return 'handled';
  }
}

@Injectable()
class Keys {
  readonly signingKey = SIGNING_KEY;
}

@Module({ providers: [Keys], exports: [Keys] })
class KeysModule {}

@Injectable()
class OptionsFactory implements SignalWireWebhookOptionsFactory {
  createSignalWireWebhookOptions(): SignalWireWebhookModuleOptions {
    return { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL };
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class OptionsModule {}

const loadConfig = () => ({ signalwire: { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL } });

const registrations: [string, () => DynamicModule][] = [
  ['forRoot', () => SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
  [
    'forRootAsync, useFactory with @nestjs/config',
    () =>
      SignalWireWebhookModule.forRootAsync({
        imports: [ConfigModule.forRoot({ load: [loadConfig], ignoreEnvFile: true })],
        inject: [ConfigService],
        useFactory: (config: ConfigService) => ({
          signingKey: config.getOrThrow<string>('signalwire.signingKey'),
          publicUrl: config.getOrThrow<string>('signalwire.publicUrl'),
        }),
      }),
  ],
  [
    'forRootAsync, asynchronous useFactory with imports and inject',
    () =>
      SignalWireWebhookModule.forRootAsync({
        imports: [KeysModule],
        inject: [Keys],
        useFactory: async ({ signingKey }: Keys) => Promise.resolve({ signingKey, publicUrl: PUBLIC_URL }),
      }),
  ],
  ['forRootAsync, useClass', () => SignalWireWebhookModule.forRootAsync({ useClass: OptionsFactory })],
  [
    'forRootAsync, useExisting',
    () => SignalWireWebhookModule.forRootAsync({ imports: [OptionsModule], useExisting: OptionsFactory }),
  ],
  [
    'forRootAsync, not global',
    () => SignalWireWebhookModule.forRootAsync({ isGlobal: false, useClass: OptionsFactory }),
  ],
];

describe.each(adapterNames)('registration on %s', (adapterName) => {
  test.each(registrations)('%s', async (_name, register) => {
    const setup = { imports: [register()], controllers: [HookController] };
    await withApplication(adapterName, setup, async (application) => {
      expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
      expect(await application.statusOf({ target: '/hook' })).toBe(403);
    });
  });
});

describe('configuration errors', () => {
  const configurationErrors: [string, unknown, RegExp][] = [
    [
      'no key',
      {},
      /^signingKey is missing \(undefined\)\. Is .* set\? Fix: .*forRoot\(\{ signingKey: 'PSK_…', publicUrl: /,
    ],
    ['an undefined key', { signingKey: undefined }, /^signingKey is missing/],
    ['an empty key', { signingKey: '' }, /^signingKey is blank/],
    ['a blank key', { signingKey: ' \n' }, /^signingKey is blank/],
    ['a padded key', { signingKey: 'PSK_the-secret\n' }, /^signingKey begins or ends with whitespace.*trim/],
    ['a key that is a number', { signingKey: 12345 }, /^signingKey must be a string.*number/],
    ['a key that is null', { signingKey: null }, /^signingKey must be.*null/],
    ['an API token', { signingKey: 'PTthe-secret' }, /^signingKey looks like an API token.*PSK_/],
    ['no key in a list', { signingKey: [] }, /^signingKey is an empty list/],
    ['one bad key in a list', { signingKey: ['PSK_of_a_project', ''] }, /^signingKey\[1\] is blank/],
    [
      'a relative publicUrl',
      { signingKey: SIGNING_KEY, publicUrl: '/hooks' },
      /^publicUrl "\/hooks" has no scheme\. Fix: publicUrl: 'https/,
    ],
    ['a publicUrl without scheme', { signingKey: SIGNING_KEY, publicUrl: 'example.com' }, /^publicUrl/],
    [
      'a publicUrl of another scheme',
      { signingKey: SIGNING_KEY, publicUrl: 'ftp://example.com' },
      /^publicUrl/,
    ],
    [
      'a publicUrl with a query',
      { signingKey: SIGNING_KEY, publicUrl: 'https://example.com/?a=1' },
      /^publicUrl.*query/,
    ],
    [
      'a publicUrl with a fragment',
      { signingKey: SIGNING_KEY, publicUrl: 'https://example.com/#a' },
      /^publicUrl.*fragment/,
    ],
    [
      'a publicUrl with whitespace',
      { signingKey: SIGNING_KEY, publicUrl: ' https://example.com' },
      /^publicUrl/,
    ],
    ['a publicUrl without host', { signingKey: SIGNING_KEY, publicUrl: 'https:///path' }, /^publicUrl/],
    ['a publicUrl that is an object', { signingKey: SIGNING_KEY, publicUrl: {} }, /^publicUrl.*object/],
    [
      'allowedHosts that is a string',
      { signingKey: SIGNING_KEY, allowedHosts: 'example.com' },
      /^allowedHosts/,
    ],
    ['no allowedHosts', { signingKey: SIGNING_KEY, allowedHosts: [] }, /^allowedHosts/],
    [
      'a URL among allowedHosts',
      { signingKey: SIGNING_KEY, allowedHosts: ['https://example.com'] },
      /^allowedHosts.*scheme/,
    ],
    [
      'an exceptionFactory that is no function',
      { signingKey: SIGNING_KEY, exceptionFactory: 403 },
      /^exceptionFactory/,
    ],
    [
      'an unknown option',
      { signingKey: SIGNING_KEY, signingKeys: 'PSK_a' },
      /^Unknown option "signingKeys" of SignalWireWebhookModule\. Pass several keys as a list.*Fix: signingKey: \[/,
    ],
  ];

  const startWith = (setup: ApplicationSetup): Promise<unknown> =>
    withApplication('express', setup, () => undefined).catch((error: unknown) => error);
  const start = (module: DynamicModule) => startWith({ imports: [module] });

  test.each(configurationErrors)('%s', async (_name, given, message) => {
    const options = given as SignalWireWebhookModuleOptions;
    const asynchronous = SignalWireWebhookModule.forRootAsync({ useFactory: () => options });
    for (const error of [await start(asynchronous), await start(SignalWireWebhookModule.forRoot(options))]) {
      expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain('the-secret');
    }
  });

  const wrongArguments: [string, unknown, RegExp][] = [
    ['nothing', undefined, /nothing was passed.*Fix: forRoot\(\{ signingKey/],
    ['null', null, /null was passed/],
    ['a key', 'PSK_the-secret', /a text was passed.*forRoot\(\{ signingKey: key \}\)/],
    ['a promise', Promise.resolve({ signingKey: SIGNING_KEY }), /a Promise was passed.*useFactory: async/],
    ['a function', () => ({ signingKey: SIGNING_KEY }), /a function was passed.*forRootAsync/],
    ['a list', [SIGNING_KEY], /a list was passed/],
    ['a number', 1, /a number was passed/],
    ['a factory', { useFactory: () => ({}) }, /useFactory was passed.*forRootAsync\(\{ useFactory/],
  ];

  test.each(wrongArguments)('forRoot with %s', (_name, options, message) => {
    const register = () => SignalWireWebhookModule.forRoot(options as never);
    expect(register).toThrow(SignalWireWebhookConfigurationError);
    expect(register).toThrow(message);
    expect(register).not.toThrow('the-secret');
  });

  const wrongAsyncArguments: [string, unknown, RegExp][] = [
    ['nothing', undefined, /^forRootAsync\(\) needs an object with useFactory, useClass or useExisting/],
    ['a promise', Promise.resolve({}), /^forRootAsync\(\) needs an object/],
    ['an empty object', {}, /^forRootAsync\(\) needs useFactory, useClass or useExisting\. Fix:/],
    ['the options themselves', { signingKey: 'PSK_the-secret' }, /signingKey is an option of forRoot\(\)/],
    [
      'options for a factory',
      { useFactory: { signingKey: 'PSK_the-secret' } },
      /^useFactory must be a function/,
    ],
    ['an object for a class', { useClass: new OptionsFactory() }, /^useClass must be a class/],
    ['inject that is no list', { useFactory: () => ({}), inject: Keys }, /^inject must be a list/],
  ];

  test.each(wrongAsyncArguments)('forRootAsync with %s', (_name, options, message) => {
    const register = () => SignalWireWebhookModule.forRootAsync(options as never);
    expect(register).toThrow(SignalWireWebhookConfigurationError);
    expect(register).toThrow(message);
    expect(register).not.toThrow('the-secret');
  });

  class NoFactory {}
  class NothingFactory {
    createSignalWireWebhookOptions() {
      return undefined;
    }
  }
  const wrongFactories: [string, unknown, RegExp][] = [
    [
      'gives undefined',
      { useFactory: () => undefined },
      /^useFactory .* returned undefined\..*Fix: \(\) => \(\{ signingKey/,
    ],
    ['gives null later', { useFactory: () => Promise.resolve(null) }, /^useFactory .* returned null/],
    [
      'is not injected what it takes',
      { useFactory: (keys: Keys) => ({ signingKey: keys.signingKey }) },
      /^useFactory .* failed \(TypeError\)\. It takes 1 parameter\(s\), and inject names 0\..*inject: \[ConfigService\]/,
    ],
    [
      'is a class without the method',
      { useClass: NoFactory },
      /^NoFactory .* no method createSignalWireWebhookOptions/,
    ],
    [
      'is a class whose method gives nothing',
      { useClass: NothingFactory },
      /^NothingFactory\.create.*undefined/,
    ],
    [
      'is another class without the method',
      { imports: [KeysModule], useExisting: Keys },
      /^Keys .* no method createSignalWireWebhookOptions/,
    ],
    [
      'gives a Promise as publicUrl',
      { useFactory: () => ({ signingKey: SIGNING_KEY, publicUrl: Promise.resolve(PUBLIC_URL) }) },
      /^publicUrl is a Promise\. Fix: publicUrl: await …/,
    ],
    [
      'gives a Buffer as publicUrl',
      { useFactory: () => ({ signingKey: SIGNING_KEY, publicUrl: Buffer.from(PUBLIC_URL) }) },
      /^publicUrl .* a Buffer/,
    ],
  ];

  test.each(wrongFactories)('a factory that %s', async (_name, options, message) => {
    const error = await start(SignalWireWebhookModule.forRootAsync(options as never));
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    expect((error as Error).message).toMatch(message);
  });

  test('a factory whose parameter is optional is healthy', async () => {
    const useFactory = (keys?: Keys) => ({ signingKey: keys?.signingKey ?? SIGNING_KEY });
    expect(await start(SignalWireWebhookModule.forRootAsync({ useFactory }))).toBeUndefined();
  });

  test("a factory's own error stays the cause", async () => {
    const useFactory = () => {
      throw new RangeError('of the factory');
    };
    expect(await start(SignalWireWebhookModule.forRootAsync({ useFactory }))).toBeInstanceOf(RangeError);
  });

  describe('the module is missing', () => {
    @Module({ controllers: [HookController] })
    class HookModule {}

    @Module({ imports: [SignalWireWebhookModule], controllers: [HookController] })
    class BareModule {}

    @Injectable()
    class StricterGuard extends SignalWireWebhookGuard {}

    const forRoot = (isGlobal: boolean) =>
      SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, isGlobal });

    const cases: [string, ApplicationSetup, RegExp][] = [
      [
        'everywhere',
        { imports: [HookModule] },
        /^HookModule \(protected: HookController\) needs SignalWireWebhookModule, which no module imports\. .*imports: \[Sig/,
      ],
      [
        'where the guard is global',
        { providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }] },
        /^RootModule needs SignalWireWebhookModule, which no module imports/,
      ],
      [
        'where a subclass of the guard stands',
        { providers: [{ provide: APP_GUARD, useClass: StricterGuard }] },
        /^RootModule needs SignalWireWebhookModule/,
      ],
      [
        'in the feature, since it is not global',
        { imports: [forRoot(false), HookModule] },
        /^HookModule \(protected: HookController\) does not see .* isGlobal: false/,
      ],
      [
        'as a class without forRoot',
        { imports: [BareModule] },
        /^BareModule imports the class SignalWireWebhookModule, which has no options\. Fix: imports: \[Sig/,
      ],
      [
        'as a class without forRoot, beside a global one',
        { imports: [forRoot(true), BareModule] },
        /^BareModule imports the class .* If that registration is global, remove this import/,
      ],
    ];

    test.each(cases)('%s', async (_name, setup, message) => {
      const error = await startWith(setup);
      expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
      expect((error as Error).message).toMatch(message);
    });
  });

  test('route options are checked where they are written', () => {
    expect(() => SignalWireWebhook({ signingKey: '' })).toThrow(/^signingKey is blank/);
    expect(() => SignalWireWebhook({ path: '/' } as never)).toThrow(/^Unknown option "path"/);
    expect(() => SignalWireWebhook(null as never)).toThrow(
      /^The options of @SignalWireWebhook\(\) are null; they must be an object/,
    );
  });

  test('an undefined option of a method does not hide the stricter option of its class', async () => {
    @SignalWireWebhook({ mode: 'enforce', accept: { allOf: ['signature', 'basic-auth'] } })
    @Controller()
    class StrictController {
      @SignalWireWebhook({ accept: undefined, mode: undefined } as never)
      @Post('hook')
      hook() {
        return 'handled';
      }
    }
    const basicAuth = { username: 'signalwire', password: 'the-secret' };
    const setup: ApplicationSetup = {
      webhooks: { basicAuth, mode: 'report' },
      controllers: [StrictController],
    };
    await withApplication('express', setup, async (application) => {
      expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(403);
    });
  });

  test('a route option that is undefined overrides nothing', async () => {
    @Controller()
    class UndefinedController {
      @SignalWireWebhook({ publicUrl: undefined, signingKey: undefined } as never)
      @Post('hook')
      hook() {
        return 'handled';
      }
    }
    const setup = { webhooks: {}, controllers: [UndefinedController] };
    await withApplication('express', setup, async (application) => {
      expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
    });
  });
});

describe('dependency injection', () => {
  test('the options and the verifier can be injected', async () => {
    const module = await Test.createTestingModule({
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY })],
    }).compile();
    expect(module.get(SIGNALWIRE_WEBHOOK_OPTIONS)).toEqual({ signingKey: SIGNING_KEY });
    const verification = await module
      .get(SignalWireWebhookVerifier)
      .verify({ method: 'POST', url: 'https://example.com/', headers: {} });
    expect(verification).toEqual({ verified: false, reason: 'missing-signature' });
  });

  test('the verifier can be replaced', async () => {
    const module = await Test.createTestingModule({
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
      controllers: [HookController],
    })
      .overrideProvider(SignalWireWebhookVerifier)
      .useValue({ verify: () => Promise.resolve({ verified: false, reason: 'signature-mismatch' }) })
      .compile();
    const app = module.createNestApplication({ rawBody: true, logger: false });
    const close = closeAtEnd(() => app.close());
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/hook`, { method: 'POST' });
    expect(answer.status).toBe(403);
    await close();
  });

  test('a verifier that throws is an error of the application, and the log does not contain its message', async () => {
    const module = await Test.createTestingModule({
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
      controllers: [HookController],
    })
      .overrideProvider(SignalWireWebhookVerifier)
      .useValue({ verify: () => Promise.reject(new TypeError('postgres://user:password@db')) })
      .compile();
    const lines: unknown[] = [];
    const record = (...line: unknown[]) => lines.push(line);
    const app = module.createNestApplication({
      rawBody: true,
      logger: { log: record, warn: record, error: record },
    });
    const close = closeAtEnd(() => app.close());
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/hook`, { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(lines)).toContain('TypeError');
    expect(JSON.stringify(lines) + (await answer.text())).not.toContain('password');
    await close();
  });
});
