import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  signingKeyFile,
  type SigningKeyContext,
  SignalWireWebhook,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type Use, type WebhookOptions, withApplication } from '../support/applications.js';
import { KeyStore } from '../support/key-store.js';
import { PUBLIC_URL, signedForm } from '../support/signing.js';

const A = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
const B = '6bfbbe86-a901-4197-8759-2a0de1fa319d';
const KEY_A = 'PSK_of_project_a';
const KEY_B = 'PSK_of_project_b';
const KEYS = { [A]: KEY_A, [B]: KEY_B };

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId };
  }
}

const call = (from = A) => signedForm('/hook', { AccountSid: from }, { signingKey: KEY_A });

describe.each(adapterNames)('known projects at the start on %s', (adapterName) => {
  const using = (webhooks: WebhookOptions, use: Use) =>
    withApplication(adapterName, { webhooks, controllers: [HookController] }, use);

  const advice = 'signingKeyCache.knownProjects is not set';

  test('the log advises of knownProjects where a resolver has none, and only there', async () => {
    const { resolve } = new KeyStore(KEYS);
    const file = signingKeyFile('/run/secrets/signing_key');
    await using({ signingKey: resolve }, async ({ logger }) => {
      expect(logger.text).toContain(advice);
      await Promise.resolve();
    });
    for (const options of [
      { signingKey: resolve, signingKeyCache: { knownProjects: [A] } },
      { signingKey: KEY_A },
      { signingKey: { projects: { [A]: KEY_A } } },
      { signingKey: file },
      { signingKey: () => KEY_A },
      { signingKey: { resolve: () => KEY_A } },
    ]) {
      await using(options, async ({ logger }) => {
        expect(logger.text).not.toContain(advice);
        await Promise.resolve();
      });
    }
  });

  test('more projects than the budget are verified, each once, and serve from the cache', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `project-${index}`);
    const store = new KeyStore(Object.fromEntries(names.map((name) => [name, KEY_A])));
    await using({ signingKey: store.resolve, verifyKeysAtStart: names }, async (application) => {
      expect([...store.asked].sort()).toEqual([...names].sort());
      for (const from of names.slice(0, 20)) {
        expect((await application.send(call(from))).body).toBe(`{"projectId":"${from}"}`);
      }
      expect(store.asked).toHaveLength(150);
    });
  });

  test('true verifies the known projects of a resolver that needs one', async () => {
    const store = new KeyStore({ [A]: KEY_A });
    const start = (knownProjects: () => string[]) =>
      using({ signingKey: store.resolve, signingKeyCache: { knownProjects }, verifyKeysAtStart: true }, () =>
        Promise.resolve(),
      );
    await start(() => [A]);
    await expect(start(() => [A, B])).rejects.toThrow(`found no usable signing key: "${B}" (no key)`);
    const failing = () => {
      throw new Error('postgres://user:password@db');
    };
    await expect(start(failing)).rejects.toThrow('needs the list of signingKeyCache.knownProjects');
  });

  test.each([
    ['throws', () => Promise.reject(new Error('the-secret')), 'knownProjects failed or timed out: Error.'],
    ['hangs', () => new Promise<string[]>(() => undefined), 'knownProjects failed or timed out: Error.'],
    ['gives no list', () => ({ id: A }) as never, 'returned no list of project IDs'],
    ['gives numbers', () => [7] as never, 'returned no list of project IDs'],
  ])('a function of known projects that %s does not stop it', async (_name, knownProjects, message) => {
    const { resolve } = new KeyStore(KEYS);
    const signingKeyCache = { knownProjects, resolveTimeout: 50 };
    await using({ signingKey: resolve, signingKeyCache }, async (application) => {
      expect(await application.statusOf(call())).toBe(200);
      expect(application.logger.text).toContain(message);
      expect(application.logger.text).not.toContain('the-secret');
    });
  });

  test('a function of known projects is asked again after ttl, and not for each request', async () => {
    let asked = 0;
    const knownProjects = () => {
      asked++;
      return [A];
    };
    await using(
      { signingKey: new KeyStore(KEYS).resolve, signingKeyCache: { knownProjects } },
      async (application) => {
        for (let index = 0; index < 20; index++) await application.send(call(`random-${index}`));
        expect(asked).toBe(1);
      },
    );
  });
});

describe('verifyKeysAtStart', () => {
  const start = (options: SignalWireWebhookModuleOptions) =>
    withApplication('express', { imports: [SignalWireWebhookModule.forRoot(options)] }, () => undefined);
  const signingKey = ({ project, claimedProjectId }: SigningKeyContext) => {
    if (project === 'down') throw new Error('the-secret');
    return project === 'support' || (project ?? claimedProjectId) === undefined ? KEY_A : null;
  };

  test('says which projects failed, and why', async () => {
    const options = { signingKey, verifyKeysAtStart: ['support', 'billing', 'down'] };
    await expect(start(options)).rejects.toThrow(
      'verifyKeysAtStart found no usable signing key: "billing" (no key); "down" (The signing key resolver failed: Error.)',
    );
  });

  test.each([[true], [['support']], [false]])(
    '%j starts where the keys are there',
    async (verifyKeysAtStart) => {
      await start({ signingKey, verifyKeysAtStart });
    },
  );

  test('never caches the keys of a route for the claimed project of the same name', async () => {
    const byKind = ({ project, claimedProjectId }: SigningKeyContext) =>
      project === undefined ? (claimedProjectId === A ? KEY_A : undefined) : KEY_B;
    const setup = { webhooks: { signingKey: byKind, verifyKeysAtStart: [A] }, controllers: [HookController] };
    await withApplication('express', setup, async (application) => {
      const statusOf = (signingKey: string) =>
        application.statusOf(signedForm('/hook', { AccountSid: A }, { signingKey }));
      expect([await statusOf(KEY_B), await statusOf(KEY_A)]).toEqual([403, 200]);
    });
  });

  test('a cache key by the URL, as the documentation shows it, gets the public URL', async () => {
    const signingKeyCache = { key: ({ url }: SigningKeyContext) => new URL(url).host };
    const options = { signingKey, signingKeyCache, publicUrl: PUBLIC_URL, verifyKeysAtStart: true };
    await start(options);
  });

  test('asks a resolver that reads only the claimed project by it, and its keys serve', async () => {
    const asked: (string | undefined)[] = [];
    const byClaim = ({ claimedProjectId }: SigningKeyContext) => {
      asked.push(claimedProjectId);
      return claimedProjectId === A ? KEY_A : undefined;
    };
    const options = { signingKey: byClaim, publicUrl: PUBLIC_URL };
    const setup = { webhooks: { ...options, verifyKeysAtStart: [A] }, controllers: [HookController] };
    await withApplication('express', setup, async (application) => {
      expect(asked).toEqual([A]);
      const request = signedForm('/hook', { AccountSid: A }, { signingKey: KEY_A });
      expect(await application.statusOf(request)).toBe(200);
      expect(asked).toHaveLength(1);
    });
    await expect(start({ ...options, verifyKeysAtStart: [A, B] })).rejects.toThrow(
      `verifyKeysAtStart found no usable signing key: "${B}" (no key)`,
    );
  });

  test('with a cache key of its own, a project is asked for as both at once', async () => {
    const asked: unknown[] = [];
    const resolver = ({ project, claimedProjectId }: SigningKeyContext) => {
      asked.push([project, claimedProjectId]);
      return KEY_A;
    };
    const signingKeyCache = { key: ({ project }: SigningKeyContext) => project ?? 'none' };
    const options = { signingKey: resolver, signingKeyCache, publicUrl: PUBLIC_URL };
    await start({ ...options, verifyKeysAtStart: [A] });
    expect(asked).toEqual([[A, A]]);
  });

  test('true asks a resolver that needs no project', async () => {
    await expect(start({ signingKey: () => null, verifyKeysAtStart: true })).rejects.toThrow(
      'the resolver (no key)',
    );
  });
});
