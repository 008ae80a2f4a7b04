import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  MemoryOnceStore,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  SignalWireWebhookOptionsFactory,
} from 'nestjs-signalwire-webhook';

import { nearestName } from '../../lib/signature/options/nearest-name.js';
import { startApplication } from '../support/applications.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

const OPTIONS = { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL };
const SECRET = 'the-secret-value';

async function startedWith(options: object): Promise<string> {
  const imports = [SignalWireWebhookModule.forRootAsync({ useFactory: () => options as never })];
  const outcome = await startApplication('express', { imports }).then(
    (application) => application.close(),
    (error: unknown) => error,
  );
  if (outcome === undefined) return 'started';
  expect(outcome).toBeInstanceOf(SignalWireWebhookConfigurationError);
  return (outcome as Error).message;
}

function decorated(options: unknown): string {
  try {
    SignalWireWebhook(options as never);
    return 'no error';
  } catch (error) {
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    return (error as Error).message;
  }
}

describe('a typo', () => {
  test.each([
    ['publicURL', 'publicUrl'],
    ['public_url', 'publicUrl'],
    ['PUBLIC_URL', 'publicUrl'],
    ['publicUlr', 'publicUrl'],
    ['publikUrl', 'publicUrl'],
    ['signingkey', 'signingKey'],
    ['singingKey', 'signingKey'],
    ['method', 'methods'],
    ['alowedHosts', 'allowedHosts'],
    ['excepionFactory', 'exceptionFactory'],
    ['accepts', 'accept'],
    ['basicauth', 'basicAuth'],
    ['projct', 'project'],
  ])('%s means %s, in the module and on a route', async (typo, name) => {
    const message = `Unknown option "${typo}" of SignalWireWebhookModule. Did you mean ${name}?`;
    expect(await startedWith({ ...OPTIONS, [typo]: SECRET })).toBe(message);
    expect(decorated({ [typo]: SECRET })).toBe(
      `Unknown option "${typo}" of @SignalWireWebhook(). Did you mean ${name}?`,
    );
  });

  test.each([
    [{ signingKeyCache: { TTL: 1 } }, '"signingKeyCache.TTL"', 'signingKeyCache.ttl'],
    [{ diagnostics: { host: [] } }, '"diagnostics.host"', 'diagnostics.hosts'],
    [{ basicAuth: { user: 'a', password: SECRET } }, '"basicAuth.user"', 'basicAuth.username'],
    [{ basicAuth: [{ username: 'a', pass: SECRET }] }, '"basicAuth.pass"', 'basicAuth.password'],
    [{ preflght: true }, '"preflght"', 'preflight'],
  ])('%j: in an option', async (options, typo, name) => {
    expect(await startedWith({ ...OPTIONS, ...options })).toBe(
      `Unknown option ${typo} of SignalWireWebhookModule. Did you mean ${name}?`,
    );
  });

  test('of an option that belongs into another one', async () => {
    expect(await startedWith({ ...OPTIONS, knownProjects: [SECRET] })).toContain(
      'Did you mean signingKeyCache: { knownProjects: … }?',
    );
    expect(decorated({ onStoreFailure: 'handle' })).toContain('Did you mean once: { onStoreFailure: … }?');
  });

  test('beside the projects of signingKey', async () => {
    const signingKey = { projects: { support: SIGNING_KEY }, default: SECRET };
    expect(await startedWith({ ...OPTIONS, signingKey })).toBe(
      'Unknown option "signingKey.default" of SignalWireWebhookModule. The options are projects.',
    );
  });

  test.each([
    ['somethingElse'],
    ['x'],
    ['__proto__x'],
    ['constructor'],
    ['toString'],
    ['hasOwnProperty'],
    ['x'.repeat(100_000)],
  ])('%.20s is near nothing', async (name) => {
    const message = await startedWith({ ...OPTIONS, [name]: SECRET });
    expect(message).toContain(
      '" of SignalWireWebhookModule. The options are signingKey, signingKeyKind, project, publicUrl, ',
    );
    expect(message.length).toBeLessThan(500);
  });

  test('a key in the place of a name is not repeated', async () => {
    expect(await startedWith({ ...OPTIONS, [SIGNING_KEY]: 'support' })).toMatch(
      /^Unknown option "PSK_…" of /,
    );
    expect(await startedWith({ ...OPTIONS, once: { [SIGNING_KEY]: 1 } })).not.toContain(SIGNING_KEY);
  });

  test('an own property with the name __proto__ is unknown too', async () => {
    const options = JSON.parse('{"__proto__": {"accept": "basic-auth"}}') as object;
    expect(await startedWith(Object.assign(options, OPTIONS))).toMatch(/^Unknown option "__proto__" of /);
  });
});

describe('a name of another library', () => {
  const key = 'SignalWire signs with the signing key (PSK_…), not with an API token.';
  const url = "Fix: publicUrl: 'https://example.com'";
  test.each([
    ['authToken', key],
    ['apiToken', key],
    ['secret', "Fix: signingKey: 'PSK_…'"],
    ['webhookSecret', "Fix: signingKey: 'PSK_…'"],
    ['additionalSecrets', "Fix: signingKey: ['PSK_new', 'PSK_old']"],
    ['baseUrl', url],
    ['url', url],
    ['webhookUrl', url],
    ['protocol', `The scheme is part of publicUrl. ${url}`],
    ['host', "allowedHosts: ['example.com']"],
    ['trustProxy', "allowedHosts: ['example.com']"],
    ['validate', "mode: 'report'"],
    ['disable', 'npx signalwire-webhook send http://localhost:3000/voice'],
    ['enabled', "'nestjs-signalwire-webhook/testing'"],
    ['skip', "mode: 'report'"],
    ['rawBody', 'NestFactory.create(AppModule, { rawBody: true })'],
    ['password', "basicAuth: { username: '…', password: '…' }"],
    ['resolver', 'signingKey: ({ claimedProjectId }) => findKeys(claimedProjectId)'],
    ['projects', "signingKey: { projects: { '<project id>': 'PSK_…' } }"],
    ['statusCode', 'exceptionFactory: '],
  ])('%s: what to use here', async (name, hint) => {
    const message = await startedWith({ ...OPTIONS, [name]: SECRET });
    expect(message).toMatch(new RegExp(`^Unknown option "${name}" of SignalWireWebhookModule\\. `));
    expect(message).toContain(hint);
    expect(message).not.toContain(SECRET);
    expect(decorated({ [name]: SECRET })).toContain(hint);
  });

  test.each([['diagnostics'], ['preflight'], ['signingKeyCache'], ['isGlobal']])(
    '%s belongs to the module',
    (name) => {
      expect(decorated({ [name]: true })).toBe(
        `Unknown option "${name}" of @SignalWireWebhook(). It is an option of the module. ` +
          'Fix: pass it to SignalWireWebhookModule.forRoot()',
      );
    },
  );

  test('isGlobal is not part of what a factory returns', async () => {
    expect(await startedWith({ ...OPTIONS, isGlobal: false })).toContain(
      'Fix: SignalWireWebhookModule.forRootAsync({ isGlobal: false, … })',
    );
  });
});

describe('what is no object of options', () => {
  test.each<[unknown, string]>([
    [[], 'an empty list'],
    [[{ accept: { anyOf: ['signature', 'basic-auth'] } }], 'a list'],
    [null, 'null'],
    [SECRET, 'a string'],
    [() => ({}), 'a function'],
    [new Map([['accept', 'either']]), 'an instance of Map'],
    [Promise.resolve({ accept: { anyOf: ['signature', 'basic-auth'] } }), 'an instance of Promise'],
    [new Date(), 'an instance of Date'],
  ])('@SignalWireWebhook(%p)', (options, what) => {
    expect(decorated(options)).toBe(
      `The options of @SignalWireWebhook() are ${what}; they must be an object. ` +
        'Fix: @SignalWireWebhook() or @SignalWireWebhook({ once: true })',
    );
  });

  test.each<[unknown, string]>([
    [[OPTIONS], 'a list'],
    [new Map(Object.entries(OPTIONS)), 'an instance of Map'],
    [SECRET, 'a string'],
  ])('a factory that returns %p', async (options, what) => {
    expect(await startedWith(options as object)).toContain(
      `The options of SignalWireWebhookModule are ${what}; they must be an object. Fix: SignalWireWebhookModule.forRoot({`,
    );
  });

  test('new MemoryOnceStore([])', () => {
    expect(() => new MemoryOnceStore([] as never)).toThrow(
      'The options of new MemoryOnceStore() are an empty list',
    );
  });
});

describe('options of a class', () => {
  abstract class Options {
    get signingKey(): string {
      return SIGNING_KEY;
    }
    get publicUrl(): string {
      return PUBLIC_URL;
    }
  }
  class Right extends Options {}
  class Wrong extends Options {
    get accept(): string {
      return 'nothing';
    }
  }

  @Controller()
  class HookController {
    @SignalWireWebhook()
    @Post('hook')
    hook() {
      return 'handled';
    }
  }

  function moduleOf(options: Options) {
    class Factory implements SignalWireWebhookOptionsFactory {
      createSignalWireWebhookOptions() {
        return options as SignalWireWebhookModuleOptions;
      }
    }
    return SignalWireWebhookModule.forRootAsync({ useClass: Factory });
  }

  test('its accessors count', async () => {
    const application = await startApplication('express', {
      imports: [moduleOf(new Right())],
      controllers: [HookController],
    });
    try {
      expect((await application.send(signedForm('/hook', { a: '1' }))).status).toBe(200);
      expect((await application.send({ target: '/hook' })).status).toBe(403);
    } finally {
      await application.close();
    }
  });

  test('its accessors are checked', async () => {
    await expect(startApplication('express', { imports: [moduleOf(new Wrong())] })).rejects.toThrow(
      "accept is \"nothing\"; it must be 'signature' (the default), 'basic-auth', 'url-token', or a list of them such as { anyOf: ['signature', 'url-token'] } or { allOf: ['signature', 'basic-auth'] }. Fix: accept: 'signature'",
    );
  });

  test('what is changed after the check changes nothing', async () => {
    const options = { ...OPTIONS };
    const application = await startApplication('express', {
      imports: [SignalWireWebhookModule.forRootAsync({ useFactory: () => options })],
      controllers: [HookController],
    });
    try {
      options.publicUrl = 'https://changed.example';
      expect((await application.send(signedForm('/hook', { a: '1' }))).status).toBe(200);
    } finally {
      await application.close();
    }
  });
});

test('the nearest name is found in bounded work, and none is made up', () => {
  const names = ['publicUrl', 'project', 'methods', 'ttl'];
  expect(nearestName('tll', names)).toBe('ttl');
  expect(nearestName('', names)).toBeUndefined();
  expect(nearestName('cache', names)).toBeUndefined();
  expect(nearestName('p'.repeat(1_000_000), names)).toBeUndefined();
});
