import { describe, expect, test } from '@jest/globals';
import { Controller, type DynamicModule, Get, Injectable, Module, Post } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import {
  type SigningKeyContext,
  type SigningKeyResolver,
  SignalWireWebhook,
  SignalWireWebhookModule,
  SignalWireWebhookOutcomes,
  type SignalWireWebhookModuleOptions,
  type SignalWireWebhookOptionsFactory,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type Answer,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { PUBLIC_URL, signedForm, signedGet, signedJson } from '../support/signing.js';
import { until } from '../support/until.js';

const A = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
const B = '6bfbbe86-a901-4197-8759-2a0de1fa319d';
const KEY_A = 'PSK_of_project_a';
const KEY_B = 'PSK_of_project_b';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId, keyIndex }: VerifiedWebhookData) {
    return { projectId, keyIndex };
  }

  @Get('hook')
  get(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId };
  }
}

@Controller()
class SupportController {
  @SignalWireWebhook({ project: 'support' })
  @Post('support')
  support(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId };
  }
}

/** A route's project needs keys by project; `test/routes` has the others. */
function hasSupport({ signingKey = KEY_A }: WebhookOptions): boolean {
  return typeof signingKey === 'function' || (typeof signingKey === 'object' && 'projects' in signingKey);
}

describe.each(adapterNames)('signing keys on %s', (adapterName) => {
  const using = (options: WebhookOptions, use: Use) => {
    const controllers = hasSupport(options) ? [HookController, SupportController] : [HookController];
    return withApplication(adapterName, { webhooks: { signingKey: KEY_A, ...options }, controllers }, use);
  };

  function sendAs(application: RunningApplication, project: string, signingKey: string): Promise<Answer> {
    return application.send(signedForm('/hook', { AccountSid: project, From: '+1' }, { signingKey }));
  }

  test('two projects behind one route, by id', async () => {
    await using(
      { signingKey: { projects: { [A]: KEY_A, [B]: ['PSK_newer_one', KEY_B] } } },
      async (application) => {
        expect(JSON.parse((await sendAs(application, A, KEY_A)).body)).toEqual({ projectId: A, keyIndex: 0 });
        expect(JSON.parse((await sendAs(application, B, KEY_B)).body)).toEqual({ projectId: B, keyIndex: 1 });
        expect((await sendAs(application, A, KEY_B)).status).toBe(403);
        expect((await sendAs(application, 'unknown', KEY_A)).status).toBe(403);
        expect(application.logger.text).toContain('unknown-project');
      },
    );
  });

  test('the claimed project is read from each kind of payload', async () => {
    await using({ signingKey: { projects: { [A]: KEY_A } } }, async (application) => {
      const payloads = [{ project_id: A }, { call: { project_id: A } }, { message: { project_id: A } }];
      for (const payload of payloads) {
        const answer = await application.send(signedJson('/hook', payload, { signingKey: KEY_A }));
        expect([payload, answer.status]).toEqual([payload, 200]);
      }
      const get = signedGet(`/hook?AccountSid=${A}`, { signingKey: KEY_A });
      expect((await application.send(get)).body).toBe(JSON.stringify({ projectId: A }));
      expect(await application.statusOf(signedGet('/hook', { signingKey: KEY_A }))).toBe(403);
    });
  });

  test.each(['call', 'message', 'call_info'])(
    'the claimed project is read beside a %s that is no object',
    async (name) => {
      const resolver = ({ claimedProjectId }: SigningKeyContext) =>
        claimedProjectId === A ? KEY_A : undefined;
      for (const signingKey of [{ projects: { [A]: KEY_A } }, resolver, KEY_A]) {
        await using({ signingKey }, async (application) => {
          for (const value of [null, 0, 'text', [], [null], true, {}, { project_id: null }]) {
            const payload = { project_id: A, [name]: value };
            const sent = [KEY_A, KEY_B].map((key) =>
              application.send(signedJson('/hook', payload, { signingKey: key })),
            );
            const statuses = (await Promise.all(sent)).map(({ status }) => status);
            expect([value, statuses]).toEqual([value, [200, 403]]);
          }
        });
      }
    },
  );

  test("a route's project selects the keys, and a different claimed project is ignored", async () => {
    await using({ signingKey: { projects: { support: KEY_A, [B]: KEY_B } } }, async (application) => {
      const send = (signingKey: string) =>
        application.send(signedForm('/support', { AccountSid: B }, { signingKey }));
      expect(JSON.parse((await send(KEY_A)).body)).toEqual({});
      expect((await send(KEY_B)).status).toBe(403);
    });
  });

  test('claimed projects that are no project ID do not reach the resolver', async () => {
    const claimed: (string | undefined)[] = [];
    const signingKey = ({ claimedProjectId }: SigningKeyContext) => {
      claimed.push(claimedProjectId);
      return KEY_A;
    };
    await using({ signingKey }, async (application) => {
      const forms = [`AccountSid=${'x'.repeat(90_000)}`, 'AccountSid=constructor', 'AccountSid='];
      for (const form of forms) {
        expect(await application.statusOf(signedForm('/hook', form, { signingKey: KEY_A }))).toBe(200);
      }
      for (const project_id of [[A], { id: A }, 1, null, 'toString', '__proto__', "' or 1=1"]) {
        const answer = await application.send(signedJson('/hook', { project_id }, { signingKey: KEY_A }));
        expect([answer.status, answer.body]).toEqual([200, '{"keyIndex":0}']);
      }
      expect(new Set(claimed)).toEqual(new Set([undefined]));
    });
  });

  test('a body that names two projects is rejected before any key is looked up', async () => {
    let calls = 0;
    const resolver = () => {
      calls++;
      return KEY_A;
    };
    for (const signingKey of [resolver, { projects: { [A]: KEY_A, [B]: KEY_A } }]) {
      await using({ signingKey }, async (application) => {
        const requests = [
          signedForm('/hook', `AccountSid=${A}&AccountSid=${B}`, { signingKey: KEY_A }),
          signedForm('/hook', `AccountSid=${A}&AccountSid=`, { signingKey: KEY_A }),
          signedGet(`/hook?AccountSid=${A}&x=1&AccountSid=${B}`, { signingKey: KEY_A }),
          signedJson('/hook', { project_id: A, call: { project_id: B } }, { signingKey: KEY_A }),
          signedJson('/hook', { call: { project_id: A }, message: { project_id: B } }, { signingKey: KEY_A }),
        ];
        for (const request of requests) {
          expect(await application.statusOf(request)).toBe(403);
        }
        expect(application.logger.lines.filter((line) => line.includes(': ambiguous-project'))).toHaveLength(
          5,
        );
        const twice = signedForm('/hook', `AccountSid=${A}&AccountSid=${A}`, { signingKey: KEY_A });
        expect(await application.statusOf(twice)).toBe(200);
      });
    }
    expect(calls).toBeLessThanOrEqual(1);
  });

  test('AccountSid counts in forms only, project_id in JSON only', async () => {
    const claimed: (string | undefined)[] = [];
    const signingKey = ({ claimedProjectId }: SigningKeyContext) => {
      claimed.push(claimedProjectId);
      return KEY_A;
    };
    await using({ signingKey }, async (application) => {
      await application.send(signedJson('/hook', { AccountSid: A }, { signingKey: KEY_A }));
      await application.send(signedForm('/hook', `project_id=${A}`, { signingKey: KEY_A }));
      expect(new Set(claimed)).toEqual(new Set([undefined]));
    });
  });

  test('a malformed request costs no resolve', async () => {
    let calls = 0;
    const signingKey = () => {
      calls++;
      return KEY_A;
    };
    await using({ signingKey }, async (application) => {
      const request = signedForm('/hook', { a: '1' });
      await application.send({ ...request, headers: { ...request.headers, 'x-signalwire-signature': 'x' } });
      await application.send({ target: '/hook' });
      expect(calls).toBe(0);
    });
  });

  test('a key that is rotated in the store is honoured without a restart, and no right request is rejected after it', async () => {
    let keys = ['PSK_older_one'];
    let calls = 0;
    const resolver: SigningKeyResolver = {
      resolve: () => {
        calls++;
        return Promise.resolve(keys);
      },
    };
    await using({ signingKey: resolver, signingKeyCache: { refreshInterval: 30 } }, async (application) => {
      expect((await sendAs(application, A, 'PSK_older_one')).status).toBe(200);
      keys = ['PSK_newer_one', 'PSK_older_one'];
      await until(async () => (await sendAs(application, A, 'PSK_newer_one')).status === 200);
      for (let turn = 0; turn < 20; turn++) {
        expect(JSON.parse((await sendAs(application, A, 'PSK_newer_one')).body)).toMatchObject({
          keyIndex: 0,
        });
        expect(JSON.parse((await sendAs(application, A, 'PSK_older_one')).body)).toMatchObject({
          keyIndex: 1,
        });
      }
      expect(calls).toBeLessThan(20);
      expect((await sendAs(application, A, 'PSK_other_one')).status).toBe(403);
    });
  });

  test('forged requests in the name of a known project cost one resolve an interval', async () => {
    let calls = 0;
    const signingKey = () => {
      calls++;
      return KEY_A;
    };
    await using({ signingKey, signingKeyCache: { refreshInterval: 600_000 } }, async (application) => {
      await sendAs(application, A, KEY_A);
      const forged = await Promise.all(
        Array.from({ length: 50 }, () => sendAs(application, A, 'PSK_forged')),
      );
      expect(forged.every(({ status }) => status === 403)).toBe(true);
      expect(calls).toBe(1);
    });
  });

  test('with the store down known projects go on and unknown ones get 503, without a secret', async () => {
    let down = false;
    const signingKey = () => {
      if (down)
        throw Object.assign(new Error('connect postgres://user:password@db'), { code: 'ECONNREFUSED' });
      return KEY_A;
    };
    const signingKeyCache = { ttl: 0, refreshInterval: 0 };
    await using({ signingKey, signingKeyCache }, async (application) => {
      expect((await sendAs(application, A, KEY_A)).status).toBe(200);
      down = true;
      expect((await sendAs(application, A, KEY_A)).status).toBe(200);
      const unknown = await sendAs(application, B, KEY_A);
      expect([unknown.status, unknown.body]).toEqual([
        503,
        '{"message":"Service Unavailable","statusCode":503}',
      ]);
      expect(application.logger.text).toContain('The signing key resolver failed: Error (ECONNREFUSED).');
      expect(application.logger.text).not.toContain('password');
      down = false;
      expect((await sendAs(application, B, KEY_A)).status).toBe(200);
    });
  });

  test.each([
    ['hangs', () => new Promise<string>(() => undefined), 'did not respond within 20 ms'],
    ['gives a blank key', () => '', 'is blank'],
    ['gives no string', () => 7 as never, 'must be a string'],
    ['returns the text of a missing value', () => 'undefined', 'is the text of a missing value'],
    ['gives a placeholder', () => ['changeme'], 'The result of the signing key resolver[0] is a placeholder'],
    ['gives a short key', () => 'PSK_abc', 'has fewer than 8 characters'],
    [
      'gives a list with a hole',
      () => [KEY_A, undefined] as never,
      'The result of the signing key resolver[1] must be a string; it is undefined',
    ],
    ['gives a thousand keys', () => Array.from({ length: 1_000 }, () => KEY_A), 'at most 10'],
    ['rejects', () => Promise.reject(new TypeError('x')), 'The signing key resolver failed: TypeError.'],
    ['rejects with a syntax error', () => Promise.reject(new SyntaxError('x')), 'failed: SyntaxError.'],
  ])('a resolver that %s never lets a request pass', async (_name, signingKey, message) => {
    await using({ signingKey, signingKeyCache: { resolveTimeout: 20 } }, async (application) => {
      expect((await sendAs(application, A, KEY_A)).status).toBe(503);
      expect(application.logger.text).toContain(message);
    });
  });

  test('random project ids cost at most the configured number of resolves', async () => {
    let calls = 0;
    const signingKey = () => {
      calls++;
      return null;
    };
    const signingKeyCache = { maxUnverifiedLookups: 5, refreshInterval: 600_000 };
    await using({ signingKey, signingKeyCache }, async (application) => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => sendAs(application, `random-${index}`, KEY_A)),
      );
      expect(calls).toBe(5);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403, 503]));
    });
  });
});

describe('sources', () => {
  const expectServes = (module: DynamicModule) =>
    withApplication('express', { imports: [module], controllers: [HookController] }, async (application) => {
      const request = signedForm('/hook', { AccountSid: A }, { signingKey: KEY_A });
      expect(await application.statusOf(request)).toBe(200);
      expect(await application.statusOf(signedForm('/hook', { AccountSid: A }, { signingKey: KEY_B }))).toBe(
        403,
      );
    });

  @Injectable()
  class Keys implements SigningKeyResolver {
    private readonly projects = new Map([[A, KEY_A]]);

    resolve({ claimedProjectId }: SigningKeyContext) {
      return claimedProjectId === undefined ? null : this.projects.get(claimedProjectId);
    }
  }

  @Module({ providers: [Keys], exports: [Keys] })
  class KeysModule {}

  test('an injectable class through inject', async () => {
    await expectServes(
      SignalWireWebhookModule.forRootAsync({
        imports: [KeysModule],
        inject: [Keys],
        useFactory: (signingKey: Keys) => ({ signingKey, publicUrl: PUBLIC_URL }),
      }),
    );
  });

  test('an injectable class through useClass', async () => {
    @Injectable()
    class Options extends Keys implements SignalWireWebhookOptionsFactory {
      createSignalWireWebhookOptions(): SignalWireWebhookModuleOptions {
        return { signingKey: this, publicUrl: PUBLIC_URL };
      }
    }
    await expectServes(SignalWireWebhookModule.forRootAsync({ useClass: Options }));
  });

  test('@nestjs/config, re-read through a function', async () => {
    let config: ConfigService | undefined;
    const setup = {
      imports: [
        SignalWireWebhookModule.forRootAsync({
          imports: [ConfigModule.forRoot({ ignoreEnvFile: true, load: [() => ({ key: KEY_B })] })],
          inject: [ConfigService],
          useFactory: (service: ConfigService) => {
            config = service;
            return {
              signingKey: () => service.getOrThrow<string>('key'),
              signingKeyCache: { refreshInterval: 10 },
              publicUrl: PUBLIC_URL,
            };
          },
        }),
      ],
      controllers: [HookController],
    };
    await withApplication('express', setup, async (application) => {
      const request = signedForm('/hook', { AccountSid: A }, { signingKey: KEY_A });
      expect(await application.statusOf(request)).toBe(403);
      config?.set('key', KEY_A);
      await until(async () => (await application.statusOf(request)) === 200);
    });
  });

  test('a cache key of its own separates what the resolver decides by', async () => {
    const signingKey = ({ url }: SigningKeyContext) => (url.includes('tenant=a') ? KEY_A : KEY_B);
    const signingKeyCache = { key: ({ url }: SigningKeyContext) => new URL(url).search };
    const setup = { webhooks: { signingKey, signingKeyCache }, controllers: [HookController] };
    await withApplication('express', setup, async (application) => {
      const send = (tenant: string, key: string) =>
        application.statusOf(signedForm(`/hook?tenant=${tenant}`, { AccountSid: A }, { signingKey: key }));
      expect(await send('a', KEY_A)).toBe(200);
      expect(await send('b', KEY_B)).toBe(200);
      expect(await send('b', KEY_A)).toBe(403);
    });
  });
});

/** As docs/how-to/signing-keys.md has it. */
@Injectable()
class OldKeyWatch {
  readonly lastUse = new Map<string | undefined, Date>();
  readonly seen: (number | undefined)[] = [];

  constructor(outcomes: SignalWireWebhookOutcomes) {
    outcomes.subscribe(({ keyIndex, projectId, time }) => {
      this.seen.push(keyIndex);
      if (keyIndex !== undefined && keyIndex > 0) this.lastUse.set(projectId, new Date(time));
    });
  }
}

describe.each(adapterNames)('a rotation on %s', (adapterName) => {
  const using = (
    signingKey: () => readonly string[],
    use: (application: RunningApplication, watch: OldKeyWatch) => Promise<void>,
  ) => {
    const setup = {
      webhooks: { signingKey, signingKeyCache: { ttl: 0, refreshInterval: 0 } },
      controllers: [HookController],
      providers: [OldKeyWatch],
    };
    return withApplication(adapterName, setup, (application) =>
      use(application, application.app.get(OldKeyWatch)),
    );
  };

  const call = (signingKey: string) => signedForm('/hook', { AccountSid: 'p-1', a: '1' }, { signingKey });

  test('a key that is added behind the old one is found too', async () => {
    let keys = [KEY_A];
    await using(
      () => keys,
      async (application, watch) => {
        const send = (signingKey: string) => application.statusOf(call(signingKey));
        expect([await send(KEY_A), await send(KEY_B)]).toEqual([200, 403]);
        keys = [KEY_A, KEY_B];
        expect([await send(KEY_B), await send(KEY_A), await send('PSK_of_an_attacker')]).toEqual([
          200, 200, 403,
        ]);
        await until(() => watch.seen.length === 5);
        expect(watch.seen).toEqual([0, undefined, 1, 0, undefined]);
      },
    );
  });

  test('outcomes tell when the old key was last used', async () => {
    let keys = [KEY_A];
    await using(
      () => keys,
      async (application, watch) => {
        const statuses: number[] = [];
        const send = async (signingKey: string) => {
          statuses.push(await application.statusOf(call(signingKey)));
          await until(() => watch.seen.length === statuses.length);
        };
        await send(KEY_A);
        keys = [KEY_B, KEY_A];
        await send(KEY_A);
        const [lastUse] = watch.lastUse.values();
        await send(KEY_B);
        await send('PSK_of_an_attacker');
        expect(watch.seen).toEqual([0, 1, 0, undefined]);
        expect([...watch.lastUse.values()]).toEqual([lastUse]);
        expect(Date.now() - (lastUse?.getTime() ?? 0)).toBeGreaterThanOrEqual(0);
        keys = [KEY_B];
        await send(KEY_B);
        await send(KEY_A);
        expect(watch.seen.slice(4)).toEqual([0, undefined]);
        expect(statuses).toEqual([200, 200, 200, 403, 200, 403]);
        expect([...watch.lastUse.values()]).toEqual([lastUse]);
      },
    );
  });
});
