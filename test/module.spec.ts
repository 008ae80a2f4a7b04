import { describe, expect, test } from '@jest/globals';
import { Controller, type DynamicModule, Injectable, Module, Post } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import {
  SIGNALWIRE_WEBHOOK_OPTIONS,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookOptionsFactory,
  SignalWireWebhookVerifier,
} from 'nestjs-signalwire-webhook';

import { adapterNames, startApplication } from './support/applications.js';
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
    const application = await startApplication(adapterName, {
      imports: [register()],
      controllers: [HookController],
    });
    expect((await application.send(signedForm('/hook', { a: '1' }))).status).toBe(200);
    expect((await application.send({ target: '/hook' })).status).toBe(403);
    await application.close();
  });
});

describe('set-up faults', () => {
  const faults: [string, unknown, RegExp][] = [
    ['no key', {}, /^signingKey is missing.*forRoot\(\{ signingKey: 'PSK_…' \}\)/],
    ['an undefined key', { signingKey: undefined }, /^signingKey is missing/],
    ['an empty key', { signingKey: '' }, /^signingKey is blank/],
    ['a blank key', { signingKey: ' \n' }, /^signingKey is blank/],
    ['a padded key', { signingKey: 'PSK_the-secret\n' }, /^signingKey begins or ends with white space.*trim/],
    ['a key that is a number', { signingKey: 12345 }, /^signingKey must be a string.*number/],
    ['a key that is null', { signingKey: null }, /^signingKey must be.*null/],
    ['an API token', { signingKey: 'PTthe-secret' }, /^signingKey looks like an API token.*PSK_/],
    ['no key in a list', { signingKey: [] }, /^signingKey is an empty list/],
    ['one bad key in a list', { signingKey: ['PSK_of_a_project', ''] }, /^signingKey\[1\] is blank/],
    [
      'a relative publicUrl',
      { signingKey: SIGNING_KEY, publicUrl: '/hooks' },
      /^publicUrl must be an absolute http\(s\) URL/,
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
      'a publicUrl with white space',
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
      /^Unknown option "signingKeys".*signingKey, project, publicUrl/,
    ],
  ];

  async function start(module: DynamicModule): Promise<unknown> {
    return startApplication('express', { imports: [module] }).then(
      (application) => application.close(),
      (error: unknown) => error,
    );
  }

  test.each(faults)('%s', async (_name, given, message) => {
    const options = given as SignalWireWebhookModuleOptions;
    const asynchronous = SignalWireWebhookModule.forRootAsync({ useFactory: () => options });
    for (const error of [await start(asynchronous), await start(SignalWireWebhookModule.forRoot(options))]) {
      expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain('the-secret');
    }
  });

  test.each([[undefined], [null], ['PSK_a']])('forRoot(%j) says what it wants', (options) => {
    expect(() => SignalWireWebhookModule.forRoot(options as never)).toThrow(/^The options must be an object/);
  });

  test('a factory that gives nothing', async () => {
    const module = SignalWireWebhookModule.forRootAsync({ useFactory: () => undefined as never });
    expect(((await start(module)) as Error).message).toContain('The options must be an object');
  });

  test('route options are checked where they are written', () => {
    expect(() => SignalWireWebhook({ signingKey: '' })).toThrow(/^signingKey is blank/);
    expect(() => SignalWireWebhook({ path: '/' } as never)).toThrow(/^Unknown option "path"/);
    expect(() => SignalWireWebhook(null as never)).toThrow(/^The options must be an object/);
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
    const application = await startApplication('express', {
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
      controllers: [UndefinedController],
    });
    expect((await application.send(signedForm('/hook', { a: '1' }))).status).toBe(200);
    await application.close();
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
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/hook`, { method: 'POST' });
    expect(answer.status).toBe(403);
    await app.close();
  });

  test('a verifier that throws is a fault of ours, and its message stays out of the log', async () => {
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
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/hook`, { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(lines)).toContain('TypeError');
    expect(JSON.stringify(lines) + (await answer.text())).not.toContain('password');
    await app.close();
  });
});
