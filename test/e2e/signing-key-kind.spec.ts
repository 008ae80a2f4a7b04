import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Post, type Type } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookHealth,
  SignalWireWebhookKeys,
  SignalWireWebhookModule,
  type SignalWireWebhookRouteOptions,
  SignalWireWebhookVerifier,
  signingKeyFile,
  type SigningKeyKind,
  type SigningKeySource,
} from 'nestjs-signalwire-webhook';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isResolver as isResolverSource, isStatic } from '../../lib/keys/key-source.js';
import {
  adapterNames,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, signedJson, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

const TOKEN = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
const OTHER_TOKEN = 'PT8796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
const REJECTED = 'looks like an API token (PT…)';

function controllerWith(path: string, route: SignalWireWebhookRouteOptions = {}): Type {
  @Controller()
  class HookController {
    @SignalWireWebhook(route)
    @Post(path)
    hook() {
      return 'handled';
    }
  }
  return HookController;
}

const isResolver = (source: SigningKeySource): boolean => !isStatic(source) && isResolverSource(source);

function moduleWith(options: WebhookOptions) {
  return SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, ...options });
}

describe.each(adapterNames)('signingKeyKind on %s', (adapterName) => {
  const using = (options: WebhookOptions, controllers: Type[], use: Use) =>
    withApplication(adapterName, { webhooks: options, controllers }, use);

  const form = (path: string, signingKey: string) =>
    signedForm(path, { AccountSid: 'a', From: '+1' }, { signingKey });

  const statuses = (application: RunningApplication, path: string, keys: readonly string[]) =>
    application.statusesOf(keys.map((key) => form(path, key)));

  const warnings = ({ logger }: RunningApplication) =>
    logger.lines.filter((line) => line.includes('signingKeyKind'));

  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-kind-'));
    writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const sources: readonly (readonly [string, () => SigningKeySource])[] = [
    ['a plain token', () => TOKEN],
    ['a list', () => [SIGNING_KEY, TOKEN]],
    ['projects', () => ({ projects: { a: TOKEN, b: [OTHER_KEY, OTHER_TOKEN] } })],
    ['a resolver', () => () => TOKEN],
    ['a resolver of several', () => ({ resolve: () => Promise.resolve([SIGNING_KEY, TOKEN]) })],
    ['a file', () => signingKeyFile(join(folder, 'token'))],
  ];

  describe.each(sources)('%s', (_name, source) => {
    test("with 'api-token' verifies what the token signed, and nothing else", async () => {
      const options = { signingKey: source(), signingKeyKind: 'api-token' } as const;
      await using(options, [controllerWith('hook')], async (application) => {
        expect(await statuses(application, '/hook', [TOKEN, OTHER_TOKEN, OTHER_KEY])).toEqual([
          200, 403, 403,
        ]);
        const json = signedJson('/hook', { project_id: 'a' }, { signingKey: TOKEN });
        expect(await application.statusOf(json)).toBe(200);
        expect(await application.statusOf({ ...json, body: '{"project_id":"a","more":1}' })).toBe(403);
        expect(await application.statusOf({ target: '/hook' })).toBe(403);
      });
    });

    test.each([undefined, 'signing-key'] as const)('with %s never does', async (kind) => {
      const signingKey = source();
      const options = { signingKey, ...(kind && { signingKeyKind: kind }) };
      if (!isResolver(signingKey)) {
        await expect(using(options, [], () => Promise.resolve())).rejects.toThrow(REJECTED);
        return;
      }
      await using(options, [controllerWith('hook')], async (application) => {
        expect(await statuses(application, '/hook', [TOKEN])).toEqual([503]);
        expect(application.logger.text).toContain(REJECTED);
        expect(application.logger.text).not.toContain(TOKEN.slice(4));
      });
    });
  });

  test('a Signing Key stays allowed', async () => {
    const options = { signingKey: [SIGNING_KEY, TOKEN], signingKeyKind: 'api-token' } as const;
    await using(options, [controllerWith('hook')], async (application) => {
      expect(await statuses(application, '/hook', [SIGNING_KEY, TOKEN])).toEqual([200, 200]);
    });
  });

  test.each([
    ['api-token', 200],
    ['signing-key', 503],
  ] as const)(
    'a resolver that moves from the Signing Key to a token, with %s',
    async (signingKeyKind, status) => {
      let keys = [SIGNING_KEY];
      let lookups = 0;
      const signingKey = () => {
        lookups++;
        return keys;
      };
      const options = { signingKey, signingKeyKind, signingKeyCache: { refreshInterval: 10 } };
      await using(options, [controllerWith('hook')], async (application) => {
        expect(await statuses(application, '/hook', [SIGNING_KEY])).toEqual([200]);
        keys = [TOKEN, SIGNING_KEY];
        const before = lookups;
        let latest: number | undefined;
        await until(async () => {
          [latest] = await statuses(application, '/hook', [TOKEN]);
          return lookups > before;
        });
        expect(latest).toBe(status);
        expect(await statuses(application, '/hook', [SIGNING_KEY, TOKEN])).toEqual([200, status]);
      });
    },
  );

  describe('on a route', () => {
    test('describes its own key, and changes no other route', async () => {
      const controllers = [
        controllerWith('token', { signingKey: TOKEN, signingKeyKind: 'api-token' }),
        controllerWith('hook'),
      ];
      await using({}, controllers, async (application) => {
        expect(await statuses(application, '/token', [TOKEN, SIGNING_KEY])).toEqual([200, 403]);
        expect(await statuses(application, '/hook', [TOKEN, SIGNING_KEY])).toEqual([403, 200]);
        expect(warnings(application)).toEqual([
          expect.stringContaining(
            "signingKeyKind is 'api-token' in HookController.hook. SignalWire documents",
          ),
        ]);
      });
    });

    test("that has its own key, the module's kind does not count", async () => {
      const options = { signingKey: TOKEN, signingKeyKind: 'api-token' } as const;
      const controllers = [
        controllerWith('hook'),
        controllerWith('own', { signingKey: () => TOKEN }),
        controllerWith('both', { signingKey: () => TOKEN, signingKeyKind: 'api-token' }),
      ];
      await using(options, controllers, async (application) => {
        expect(await statuses(application, '/hook', [TOKEN])).toEqual([200]);
        expect(await statuses(application, '/own', [TOKEN])).toEqual([503]);
        expect(application.logger.text).toContain(REJECTED);
        expect(await statuses(application, '/both', [TOKEN])).toEqual([200]);
      });
    });

    test.each([
      ['the module first', ['/hook', '/own']],
      ['the route first', ['/own', '/hook']],
    ])('one resolver for two kinds has two caches: %s', async (_name, paths) => {
      let lookups = 0;
      const signingKey = () => {
        lookups++;
        return TOKEN;
      };
      const options = { signingKey, signingKeyKind: 'api-token' } as const;
      const controllers = [controllerWith('hook'), controllerWith('own', { signingKey })];
      await using(options, controllers, async (application) => {
        for (let turn = 0; turn < 2; turn++) {
          for (const path of paths) {
            expect(await statuses(application, path, [TOKEN])).toEqual([path === '/own' ? 503 : 200]);
          }
        }
        expect(lookups).toBe(2);
      });
    });

    test("a class's kind goes with the class's key", async () => {
      @SignalWireWebhook({ signingKey: () => TOKEN, signingKeyKind: 'api-token' })
      @Controller()
      class ClassController {
        @Post('of-class') ofClass() {
          return 'handled';
        }

        @SignalWireWebhook({ methods: ['POST'] })
        @Post('of-class-too')
        ofClassToo() {
          return 'handled';
        }

        @SignalWireWebhook({ signingKey: () => OTHER_TOKEN })
        @Post('of-method')
        ofMethod() {
          return 'handled';
        }

        @SignalWireWebhook({ signingKey: undefined } as never)
        @Post('of-class-still')
        ofClassStill() {
          return 'handled';
        }
      }
      await using({ signingKey: () => OTHER_TOKEN }, [ClassController], async (application) => {
        expect(await statuses(application, '/of-class', [TOKEN])).toEqual([200]);
        expect(await statuses(application, '/of-class-too', [TOKEN])).toEqual([200]);
        expect(await statuses(application, '/of-method', [OTHER_TOKEN, TOKEN])).toEqual([503, 503]);
        expect(await statuses(application, '/of-class-still', [TOKEN])).toEqual([200]);
      });
    });
  });

  test('what is given to the verifier follows the same rule', async () => {
    const options = { signingKey: () => TOKEN, signingKeyKind: 'api-token' } as const;
    await using(options, [], async ({ app }) => {
      const verifier = app.get(SignalWireWebhookVerifier);
      const { method = '', target, headers = {}, body } = form('/hook', TOKEN);
      const request = { method, url: PUBLIC_URL + target, headers, body };
      expect(await verifier.verify(request)).toMatchObject({ verified: true });
      const signingKey = () => TOKEN;
      await expect(verifier.verify(request, { signingKey })).rejects.toThrow(REJECTED);
      expect(await verifier.verify(request, { signingKey, signingKeyKind: 'api-token' })).toMatchObject({
        verified: true,
      });
    });
  });

  test('revocation and health reach the keys of a token', async () => {
    let key = TOKEN;
    const options = {
      signingKey: () => key,
      signingKeyKind: 'api-token',
      signingKeyCache: { ttl: 60_000 },
    } as const;
    await using(options, [controllerWith('hook')], async (application) => {
      expect(await application.app.get(SignalWireWebhookHealth).check()).toMatchObject({ signingKeys: true });
      expect(await statuses(application, '/hook', [TOKEN])).toEqual([200]);
      key = OTHER_TOKEN;
      application.app.get(SignalWireWebhookKeys).forget('a');
      expect(await statuses(application, '/hook', [TOKEN, OTHER_TOKEN])).toEqual([403, 200]);
      key = TOKEN;
      application.app.get(SignalWireWebhookKeys).forgetAll();
      expect(await statuses(application, '/hook', [TOKEN])).toEqual([200]);
    });
  });

  test('a resolver is not told the kind', async () => {
    const contexts: object[] = [];
    const signingKey = (context: object) => {
      contexts.push(context);
      return TOKEN;
    };
    for (const signingKeyCache of [{}, { key: () => 'one' }]) {
      const options = { signingKey, signingKeyKind: 'api-token', signingKeyCache } as const;
      await using(options, [controllerWith('hook')], async (application) => {
        expect(await statuses(application, '/hook', [TOKEN])).toEqual([200]);
      });
    }
    expect(contexts.map((context) => Object.getOwnPropertyNames(context).sort())).toEqual(
      Array(2).fill(['claimedProjectId', 'headers', 'method', 'project', 'signal', 'url']),
    );
  });

  test('verifyKeysAtStart takes the kind into account', async () => {
    const options = { signingKey: () => TOKEN, verifyKeysAtStart: ['a'] };
    await expect(using(options, [], () => Promise.resolve())).rejects.toThrow(REJECTED);
    await using(
      { ...options, signingKeyKind: 'api-token' },
      [controllerWith('hook')],
      async (application) => {
        expect(await statuses(application, '/hook', [TOKEN])).toEqual([200]);
      },
    );
  });

  describe('the warning', () => {
    test('is logged once for the module, says what and why, and how to silence it', async () => {
      const options = { signingKey: TOKEN, signingKeyKind: 'api-token' } as const;
      const controllers = ['one', 'two', 'three'].map((path) => controllerWith(path));
      await using(options, controllers, async (application) => {
        for (const path of ['/one', '/two', '/three']) await statuses(application, path, [TOKEN]);
        expect(warnings(application)).toEqual([
          "WARN signingKeyKind is 'api-token' in SignalWireWebhookModule. SignalWire documents the Signing Key (PSK_…) as the key of " +
            'its signatures. Anyone who reads the API token (PT…) in this application can use the REST API of the project. ' +
            "Fix: signingKey: 'PSK_…' without signingKeyKind, unless the project signs with its API token. SignalWireWebhook",
        ]);
      });
    });

    test('names at most five routes', async () => {
      const route = { signingKey: TOKEN, signingKeyKind: 'api-token' } as const;
      const controllers = Array.from({ length: 7 }, (_, index) => controllerWith(`hook-${index}`, route));
      await using({}, controllers, (application) => {
        expect(warnings(application)).toEqual([
          expect.stringContaining(
            `${'HookController.hook, '.repeat(4)}HookController.hook and 2 more. SignalWire`,
          ),
        ]);
        return Promise.resolve();
      });
    });

    test.each([undefined, 'signing-key'] as const)('is not logged for %s', async (kind) => {
      const options = kind && { signingKeyKind: kind };
      const controllers = [controllerWith('hook', { signingKey: OTHER_KEY, signingKeyKind: 'signing-key' })];
      await using({ ...options }, controllers, (application) => {
        expect(warnings(application)).toEqual([]);
        return Promise.resolve();
      });
    });
  });
});

describe('the options', () => {
  const start = (options: object): Promise<unknown> =>
    withApplication('express', { webhooks: options }, () => 'no error').catch((error: unknown) => error);

  test.each<[object, string]>([
    [{ signingKey: TOKEN }, 'signingKey looks like an API token'],
    [{ signingKey: [SIGNING_KEY, TOKEN] }, 'signingKey[1] looks like an API token'],
    [
      { signingKey: { projects: { a: SIGNING_KEY, b: TOKEN } } },
      'signingKey.projects["b"] looks like an API token',
    ],
  ])('%#: a token is rejected, and the option comes last', async (options, message) => {
    const error = (await start(options)) as Error;
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(
      /Signing Key \(PSK_…\).*If your project signs with its API token: signingKeyKind: 'api-token'\.$/,
    );
    expect(error.message).not.toContain(TOKEN.slice(4));
  });

  test.each<[unknown, string]>([
    ['api_token', "signingKeyKind must be 'signing-key', the default, or 'api-token'"],
    ['', 'signingKeyKind must be'],
    [null, 'signingKeyKind must be'],
    [TOKEN, 'signingKeyKind must be'],
    [['api-token'], 'signingKeyKind must be'],
  ])('signingKeyKind: %p', async (signingKeyKind, message) => {
    for (const options of [
      { signingKey: TOKEN, signingKeyKind },
      { signingKeyKind, signingKey: TOKEN },
      { signingKey: SIGNING_KEY, signingKeyKind },
    ]) {
      const error = (await start(options)) as Error;
      expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
      expect(error.message).toContain(message);
      expect(error.message).not.toContain(TOKEN);
      expect(() => SignalWireWebhook(options as SignalWireWebhookRouteOptions)).toThrow(message);
    }
  });

  test.each<SigningKeyKind>(['api-token', 'signing-key'])('a route with %s and no key', (signingKeyKind) => {
    for (const options of [{ signingKeyKind }, { signingKeyKind, signingKey: undefined }]) {
      expect(() => SignalWireWebhook(options as SignalWireWebhookRouteOptions)).toThrow(
        'signingKeyKind describes the signingKey in the same options, but this route has no signingKey. ' +
          `Fix: @SignalWireWebhook({ signingKey: '…', signingKeyKind: '${signingKeyKind}' })`,
      );
    }
    expect(() => SignalWireWebhook({ signingKey: () => TOKEN, signingKeyKind })).not.toThrow();
  });

  test('a module without a key still lacks the key', async () => {
    const error = await start({ signingKey: undefined, signingKeyKind: 'api-token' });
    expect((error as Error).message).toMatch(/^signingKey is missing/);
  });

  test.each([
    ['', 'is blank'],
    [' ', 'is blank'],
    [`${TOKEN}\n`, 'begins or ends with whitespace'],
    [`"${TOKEN}"`, 'quotation marks'],
    [`Bearer ${TOKEN}`, 'authentication scheme'],
    [`SIGNALWIRE_API_TOKEN=${TOKEN}`, 'name of a variable'],
    ['SIGNALWIRE_API_TOKEN', 'name of an environment variable'],
    ['undefined', 'the text of a missing value'],
    ['[object Object]', 'the text of a missing value'],
    ['${SIGNALWIRE_API_TOKEN}', 'template'],
    ['PT<token>', 'template'],
    ['PT{{ token }}', 'template'],
    ['PT…', 'cut short or masked'],
    ['PT0f1e2d…', 'cut short or masked'],
    ['PT************', 'cut short or masked'],
    ['PT', 'placeholder'],
    ['PTxxxxxxxxxxxxxxxx', 'placeholder'],
    ['PT_xxxxxxxxxxxx', 'placeholder'],
    ['PT000000000000000000000000000000', 'placeholder'],
    ['PT_your_api_token', 'placeholder'],
    ['PTyour-token-here', 'placeholder'],
    ['PT-api-token', 'placeholder'],
    ['PT_changeme', 'placeholder'],
    ['changeme', 'placeholder'],
    [`${TOKEN},${OTHER_TOKEN}`, 'several keys'],
    [`${SIGNING_KEY} ${OTHER_TOKEN}`, 'several keys'],
    ['PT0f1e', 'fewer than 8 characters'],
    ['4b7ae78a-d02e-4889-a63b-08b156d5916e', 'UUID'],
    ['AC0123456789abcdef0123456789abcdef', 'ID of an account'],
    ['SK0123456789abcdef0123456789abcdef', 'ID of an account'],
    ['https://example.signalwire.com', 'is a URL'],
    ['/run/secrets/token', 'path of a file'],
    ['PT-token.txt', 'path of a file'],
    ['{"token":"PT0f1e2d3c4b5a6978"}', 'is JSON'],
  ])("'api-token' still rejects %j", async (key, message) => {
    for (const signingKey of [key, [SIGNING_KEY, key], { projects: { a: key } }]) {
      const error = (await start({ signingKey, signingKeyKind: 'api-token' })) as Error;
      expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
      expect(error.message).toContain(message);
    }
  });

  test('a token in the place of a name or a path is not shown', async () => {
    const error = (await start({ signingKey: { projects: { [TOKEN]: 'a' } } })) as Error;
    expect(error.message).toContain('has a key where the project ID belongs');
    expect(() => signingKeyFile(TOKEN)).toThrow('signingKeyFile() needs the path of the file');
    for (const message of [error.message, messageOf(() => signingKeyFile(TOKEN))])
      expect(message).not.toContain(TOKEN);
  });

  test('two modules warn for themselves', async () => {
    const options = { signingKeyKind: 'api-token', isGlobal: false } as const;
    const setup = {
      imports: [
        moduleWith({ ...options, signingKey: TOKEN }),
        moduleWith({ ...options, signingKey: OTHER_TOKEN }),
        moduleWith({ signingKey: OTHER_KEY }),
      ],
    };
    await withApplication('express', setup, async (application) => {
      await application.close();
      expect(
        application.logger.lines.filter((line) => line.includes("signingKeyKind is 'api-token'")),
      ).toHaveLength(2);
    });
  });
});

function messageOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
