import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  signingKeyFile,
  type SigningKeyContext,
  SignalWireWebhook,
  SignalWireWebhookKeys,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  adapterNames,
  type Answer,
  type RequestToSend,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { KeyStore } from '../support/key-store.js';
import { signedForm } from '../support/signing.js';
import { until } from '../support/until.js';

const A = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
const B = '6bfbbe86-a901-4197-8759-2a0de1fa319d';
const KEY_A = 'PSK_of_project_a';
const KEY_B = 'PSK_of_project_b';
const FORGED = 'PSK_of_an_attacker';
const KEYS = { [A]: KEY_A, [B]: KEY_B, support: KEY_A };

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId: projectId ?? null };
  }
}

@Controller()
class ProjectController {
  @SignalWireWebhook({ project: 'support' })
  @Post('support')
  support(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId: projectId ?? null };
  }

  @SignalWireWebhook({ project: A })
  @Post('by-id')
  byId(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId: projectId ?? null };
  }
}

interface Call {
  readonly to?: string;
  readonly from?: string;
  readonly key?: string;
}

function call({ to = '/hook', from = A, key = KEY_A }: Call = {}): RequestToSend {
  return signedForm(to, { AccountSid: from }, { signingKey: key });
}

describe.each(adapterNames)('the key cache on %s', (adapterName) => {
  const using = (options: WebhookOptions, use: Use) => {
    const { signingKey = KEY_A } = options;
    const controllers =
      typeof signingKey === 'string' ? [HookController] : [HookController, ProjectController];
    return withApplication(adapterName, { webhooks: { ...options, signingKey }, controllers }, use);
  };

  async function statuses(answers: Promise<Answer>[]): Promise<number[]> {
    return (await Promise.all(answers)).map(({ status }) => status);
  }

  function count(all: readonly number[], status: number): number {
    return all.filter((each) => each === status).length;
  }

  describe("a route's project and a claimed project of the same name", () => {
    test('do not share an entry, so an attacker cannot block the route', async () => {
      const signingKey = ({ project }: SigningKeyContext) => (project === 'support' ? KEY_A : null);
      await using({ signingKey, signingKeyCache: { refreshInterval: 0 } }, async (application) => {
        for (let turn = 0; turn < 3; turn++) {
          expect(await application.statusOf(call({ from: 'support', key: FORGED }))).toBe(403);
          expect(await application.statusOf(call({ to: '/support' }))).toBe(200);
        }
      });
    });

    test('a project claimed on such a route does not reach the resolver', async () => {
      const signingKey = ({ project, claimedProjectId }: SigningKeyContext) =>
        ({ support: KEY_A, [B]: KEY_B })[claimedProjectId ?? project ?? ''];
      await using({ signingKey }, async (application) => {
        const claimed = call({ to: '/support', from: B, key: KEY_B });
        expect(await application.statusOf(claimed)).toBe(403);
        expect(await application.statusOf(call({ to: '/support' }))).toBe(200);
        expect(await application.statusOf(claimed)).toBe(403);
      });
    });
  });

  test('an unknown project in the refresh of a forged request does not evict a verified project', async () => {
    const store = new KeyStore(KEYS);
    const signingKeyCache = { refreshInterval: 10 };
    await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
      expect(await application.statusOf(call())).toBe(200);
      store.keys[A] = null;
      await until(async () => {
        expect(await application.statusOf(call({ key: FORGED }))).toBe(403);
        return store.asked.length >= 3;
      });
      expect(await application.statusOf(call())).toBe(200);
    });
  });

  test('a burst of first requests is smoothed: within the limit at once, the others later', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `project-${index}`);
    const store = new KeyStore(Object.fromEntries(names.map((name) => [name, KEY_A])));
    const signingKeyCache = { maxUnverifiedLookups: 10, refreshInterval: 1_000, resolveTimeout: 20_000 };
    await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
      const forged = names.map((from) => application.send(call({ from, key: FORGED })));
      expect(count(await statuses(forged), 403)).toBe(20);
      expect(store.asked).toHaveLength(20);
    });
  });

  describe('when forged requests have used all permits', () => {
    const tight = { maxUnverifiedLookups: 5, refreshInterval: 600_000, resolveTimeout: 300 };

    async function flood(application: RunningApplication): Promise<number[]> {
      return statuses(
        Array.from({ length: 60 }, (_, index) =>
          application.send(call({ from: `random-${index}`, key: FORGED })),
        ),
      );
    }

    test('the store has been asked no more than that', async () => {
      const store = new KeyStore(KEYS);
      await using({ signingKey: store.resolve, signingKeyCache: tight }, async (application) => {
        const flooded = await flood(application);
        expect([count(flooded, 403), count(flooded, 503)]).toEqual([5, 55]);
        expect(store.asked).toHaveLength(5);
        expect(application.logger.text).toContain('signingKeyCache.maxUnverifiedLookups');
      });
    });

    test.each([
      ['a list', [A]],
      ['a function', () => [A]],
      [
        'a function that takes its time',
        () => new Promise<string[]>((resolve) => setTimeout(resolve, 20, [A])),
      ],
    ])('known projects, by %s, are served at their first request', async (_name, knownProjects) => {
      const store = new KeyStore(KEYS);
      const signingKeyCache = { ...tight, knownProjects };
      await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
        await flood(application);
        expect(await application.statusOf(call())).toBe(200);
        expect(await application.statusOf(call({ from: B, key: KEY_B }))).toBe(503);
        expect(await application.statusOf(call({ to: '/support' }))).toBe(200);
      });
    });

    test('a verified project is served on, also beyond its ttl', async () => {
      const store = new KeyStore(KEYS);
      await using(
        { signingKey: store.resolve, signingKeyCache: { ...tight, ttl: 0 } },
        async (application) => {
          expect(await application.statusOf(call())).toBe(200);
          await flood(application);
          for (let turn = 0; turn < 10; turn++) expect(await application.statusOf(call())).toBe(200);
        },
      );
    });

    test('forgeries are answered alike, whether the project is unknown, known or verified', async () => {
      const store = new KeyStore(KEYS);
      const signingKeyCache = { ...tight, knownProjects: [B] };
      await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
        expect(await application.statusOf(call())).toBe(200);
        await flood(application);
        const answers = [A, B, 'unknown'].map((from) => application.send(call({ from, key: FORGED })));
        const [verified, known, unknown] = await Promise.all(answers);
        expect([verified?.status, verified?.body]).toEqual([503, unknown?.body]);
        expect([known?.status, known?.body]).toEqual([503, unknown?.body]);
        expect(unknown?.status).toBe(503);
      });
    });
  });

  test('while the store is down, the status of a forgery does not show which projects are cached', async () => {
    const store = new KeyStore(KEYS);
    const signingKeyCache = { refreshInterval: 10, knownProjects: [] };
    await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
      expect(await application.statusOf(call())).toBe(200);
      store.isDown = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      const forgeries = [A, 'unknown', A, 'unknown'].map((from) =>
        application.send(call({ from, key: FORGED })),
      );
      expect(await statuses(forgeries)).toEqual([503, 503, 503, 503]);
      expect(await application.statusOf(call())).toBe(200);
    });
  });

  test('forgeries for hundreds of known projects are bounded too, cached or not', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `project-${index}`);
    const store = new KeyStore(Object.fromEntries(names.map((name) => [name, KEY_A])));
    const signingKeyCache = {
      maxUnverifiedLookups: 5,
      refreshInterval: 600_000,
      resolveTimeout: 300,
      knownProjects: names,
    };
    await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
      await statuses(names.map((from) => application.send(call({ from, key: FORGED }))));
      expect(store.asked.length).toBeLessThanOrEqual(5);
    });
    store.asked.length = 0;
    const atStart = { ...signingKeyCache, ttl: 600_000 };
    await using(
      { signingKey: store.resolve, signingKeyCache: atStart, verifyKeysAtStart: true },
      async (application) => {
        expect(store.asked).toHaveLength(200);
        await statuses(names.map((from) => application.send(call({ from, key: FORGED }))));
        expect(store.asked).toHaveLength(200);
        expect(await application.statusOf(call({ from: 'project-77' }))).toBe(200);
      },
    );
  });

  test('with the store down beyond staleFor, forgeries cost one lookup an interval', async () => {
    const store = new KeyStore(KEYS);
    const signingKeyCache = { ttl: 0, staleFor: 0, refreshInterval: 600_000 };
    await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
      store.isDown = true;
      for (let turn = 0; turn < 20; turn++)
        expect(await application.statusOf(call({ key: FORGED }))).toBe(503);
      expect(store.asked).toHaveLength(1);
    });
  });

  describe('a resolver that decides by more than the project', () => {
    const reads: [string, (context: SigningKeyContext) => unknown][] = [
      ['url', (context) => new URL(context.url).host],
      ['headers', (context) => context.headers.host],
    ];

    test.each(reads)('reads context.%s: 500, and the line that fixes it', async (name, read) => {
      const signingKey = (context: SigningKeyContext) => (read(context) === 'nobody' ? null : KEY_A);
      await using({ signingKey }, async (application) => {
        expect(await application.statusOf(call())).toBe(500);
        expect(application.logger.text).toContain(`The signing key resolver read context.${name}`);
        expect(application.logger.text).toContain('signingKeyCache: { key:');
      });
    });

    test('also where it catches the error, and where it is an object with a method', async () => {
      const signingKey = {
        key: KEY_A,
        async resolve(context: SigningKeyContext) {
          await Promise.resolve();
          try {
            return context.url === '' ? null : this.key;
          } catch {
            return this.key;
          }
        },
      };
      await using({ signingKey }, async (application) => {
        expect(await application.statusOf(call())).toBe(500);
      });
    });

    test('does not meet them by enumeration', async () => {
      const seen: string[][] = [];
      const signingKey = (context: SigningKeyContext) => {
        seen.push(Object.keys({ ...context }).sort(), Object.keys(context).sort());
        JSON.stringify(context);
        return KEY_A;
      };
      await using({ signingKey }, async (application) => {
        expect(await application.statusOf(call())).toBe(200);
      });
      const names = ['claimedProjectId', 'method', 'project', 'signal'];
      expect(seen).toEqual([names, names]);
    });

    test("with a cache key one tenant's signature does not pass for another", async () => {
      const seen: string[] = [];
      const signingKey = (context: SigningKeyContext) => {
        seen.push(Object.keys(context).sort().join());
        return context.headers['x-tenant'] === 'a' ? KEY_A : KEY_B;
      };
      const signingKeyCache = { key: ({ headers }: SigningKeyContext) => String(headers['x-tenant']) };
      await using({ signingKey, signingKeyCache }, async (application) => {
        const send = async (tenant: string, key: string) => {
          const request = call({ key });
          return application.send({ ...request, headers: { ...request.headers, 'x-tenant': tenant } });
        };
        expect((await send('a', KEY_A)).body).toBe('{"projectId":null}');
        expect((await send('b', KEY_B)).body).toBe('{"projectId":null}');
        expect((await send('b', KEY_A)).status).toBe(403);
        expect((await send('a', KEY_B)).status).toBe(403);
      });
      expect(new Set(seen)).toEqual(new Set(['claimedProjectId,headers,method,project,signal,url']));
    });
  });

  describe('a custom cache key', () => {
    test('that throws for a forged request: unknown project, and one line in the log', async () => {
      const key = ({ headers }: SigningKeyContext) => {
        if (headers['x-tenant'] === undefined) throw new TypeError('the-secret');
        return 'tenant';
      };
      const store = new KeyStore(KEYS);
      await using({ signingKey: store.resolve, signingKeyCache: { key } }, async (application) => {
        for (let turn = 0; turn < 3; turn++) expect(await application.statusOf(call())).toBe(403);
        expect(
          application.logger.text.match(/signingKeyCache.key threw an error \(TypeError\)\./g),
        ).toHaveLength(1);
        expect(application.logger.text).toContain('Rejected POST /hook: unknown-project');
        expect(application.logger.text).not.toMatch(/ERROR|the-secret/);
        expect(store.asked).toEqual([]);
      });
    });

    test.each([
      ['undefined', () => undefined, 'a value of type undefined'],
      ['a number', () => 7, 'a value of type number'],
      ['a promise', () => Promise.resolve('a'), 'a Promise'],
      ['a promise that rejects', () => Promise.reject(new Error('the-secret')), 'a Promise'],
    ])('that gives %s is a configuration error', async (_name, key, message) => {
      const options = { signingKey: new KeyStore(KEYS).resolve, signingKeyCache: { key: key as never } };
      await using(options, async (application) => {
        expect(await application.statusOf(call())).toBe(500);
        expect(application.logger.text).toContain(
          `signingKeyCache.key returned ${message}; it must return a string.`,
        );
      });
    });

    test('that is long does not fill the memory, and still tells apart', async () => {
      const signingKey = ({ url }: SigningKeyContext) => (url.endsWith('a') ? KEY_A : KEY_B);
      const signingKeyCache = { key: ({ url }: SigningKeyContext) => url };
      await using({ signingKey, signingKeyCache }, async (application) => {
        const long = 'x'.repeat(4_000);
        for (let turn = 0; turn < 2; turn++) {
          expect(await application.statusOf(call({ to: `/hook?${long}a` }))).toBe(200);
          expect(await application.statusOf(call({ to: `/hook?${long}b`, key: KEY_B }))).toBe(200);
          expect(await application.statusOf(call({ to: `/hook?${long}b` }))).toBe(403);
        }
      });
    });
  });

  describe('projectId is set if the claimed project selected the key', () => {
    const { resolve } = new KeyStore(KEYS);
    const byHost = { key: ({ url }: SigningKeyContext) => new URL(url).host };
    const byClaimedProject = { key: (context: SigningKeyContext) => String(context.claimedProjectId) };
    const strict = {
      key: ({ claimedProjectId }: SigningKeyContext) => {
        if (claimedProjectId !== A) throw new Error('unknown');
        return claimedProjectId;
      },
    };
    const all: [string, WebhookOptions, string, string | null][] = [
      ['{ projects }, by the claimed project', { signingKey: { projects: { [A]: KEY_A } } }, '/hook', A],
      ['{ projects }, by the route', { signingKey: { projects: { support: KEY_A } } }, '/support', null],
      ['{ projects }, by the route and its id', { signingKey: { projects: { [A]: KEY_A } } }, '/by-id', null],
      ['a resolver, by the claimed project', { signingKey: resolve }, '/hook', A],
      ['a resolver, by the route', { signingKey: resolve }, '/support', null],
      ['a cache key by the host', { signingKey: resolve, signingKeyCache: byHost }, '/hook', null],
      [
        'a cache key by the claimed project',
        { signingKey: resolve, signingKeyCache: byClaimedProject },
        '/hook',
        A,
      ],
      ['a cache key by known claimed projects', { signingKey: resolve, signingKeyCache: strict }, '/hook', A],
      ['one key for one project', { signingKey: KEY_A }, '/hook', null],
      ['a resolver that ignores the claimed project', { signingKey: () => KEY_A }, '/hook', null],
    ];

    test.each(all)('%s', async (_name, options, to, projectId) => {
      await using(options, async (application) => {
        for (let turn = 0; turn < 2; turn++) {
          expect((await application.send(call({ to }))).body).toBe(JSON.stringify({ projectId }));
        }
      });
    });

    test('a key of one project in a file, which an invented project ID does not read', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'signing-key-'));
      writeFileSync(join(folder, 'key'), `${KEY_A}\n`);
      const options = {
        signingKey: signingKeyFile(join(folder, 'key')),
        signingKeyCache: { maxUnverifiedLookups: 1, refreshInterval: 600_000 },
      };
      await using(options, async (application) => {
        for (const from of [A, B, 'c']) {
          expect((await application.send(call({ from }))).body).toBe(JSON.stringify({ projectId: null }));
        }
        rmSync(folder, { recursive: true });
        expect(await application.statusOf(call({ from: 'd' }))).toBe(200);
      });
    });
  });

  describe('revocation', () => {
    const slow = { refreshInterval: 600_000, ttl: 600_000 };

    test('a forgotten project asks the store at once, and others are not asked for', async () => {
      const store = new KeyStore(KEYS);
      await using({ signingKey: store.resolve, signingKeyCache: slow }, async (application) => {
        const keys = application.app.get(SignalWireWebhookKeys);
        for (const from of [A, B]) {
          expect(await application.statusOf(call({ from, key: from === A ? KEY_A : KEY_B }))).toBe(200);
        }
        expect(await application.statusOf(call({ to: '/support' }))).toBe(200);
        Object.assign(store.keys, { [A]: 'PSK_of_a_new', support: 'PSK_of_a_new' });
        expect(await application.statusOf(call())).toBe(200);
        keys.forget(A);
        keys.forget('support');
        expect(await application.statusOf(call())).toBe(403);
        expect(await application.statusOf(call({ to: '/support' }))).toBe(403);
        expect(await application.statusOf(call({ key: 'PSK_of_a_new' }))).toBe(200);
        expect(await application.statusOf(call({ from: B, key: KEY_B }))).toBe(200);
        expect(store.asked).toEqual([A, B, 'support', A, 'support']);
        store.keys[B] = null;
        keys.forgetAll();
        expect(await application.statusOf(call({ from: B, key: KEY_B }))).toBe(403);
      });
    });

    test('a lookup that began before does not bring the revoked key back', async () => {
      const gates: ((key: string) => void)[] = [];
      const signingKey = () => new Promise<string>((resolve) => gates.push(resolve));
      await using({ signingKey, signingKeyCache: slow }, async (application) => {
        const waiting = application.send(call());
        await until(() => gates.length === 1);
        application.app.get(SignalWireWebhookKeys).forget(A);
        gates[0]?.(KEY_A);
        await until(() => gates.length === 2);
        gates[1]?.(KEY_B);
        expect((await waiting).status).toBe(403);
        expect(await application.statusOf(call())).toBe(403);
        expect(await application.statusOf(call({ key: KEY_B }))).toBe(200);
      });
    });

    test('with a custom cache key all are forgotten', async () => {
      const store = new KeyStore(KEYS);
      const signingKeyCache = { ...slow, key: () => 'one for all' };
      await using({ signingKey: store.resolve, signingKeyCache }, async (application) => {
        expect(await application.statusOf(call())).toBe(200);
        store.keys[A] = KEY_B;
        application.app.get(SignalWireWebhookKeys).forget(A);
        expect(await application.statusOf(call())).toBe(403);
      });
    });

    test('an unknown project is no error; a missing project is one', async () => {
      await using({}, async (application) => {
        const keys = application.app.get(SignalWireWebhookKeys);
        keys.forget('unknown');
        keys.forgetAll();
        for (const project of ['', undefined, null, 7]) {
          expect(() => {
            keys.forget(project as string);
          }).toThrow("forget() needs a project. Fix: forget('<project id>')");
        }
        expect(await application.statusOf(call())).toBe(200);
      });
    });
  });
});
