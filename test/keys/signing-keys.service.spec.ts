import { describe, expect, jest, test } from '@jest/globals';

import { KnownProjects } from '../../lib/keys/known-projects.js';
import { LookupRateLimiter } from '../../lib/keys/lookup-rate-limiter.js';
import type { KeyLookup, SigningKeyContext, SigningKeyResolverFunction } from '../../lib/keys/key-source.js';
import { SigningKeysService } from '../../lib/keys/signing-keys.service.js';
import { withinTime } from '../../lib/errors/within-time.js';
import { OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

const lookup: KeyLookup = {
  project: undefined,
  claimedProjectId: 'a',
  method: 'POST',
  url: 'https://example.com/hook',
  headers: {},
};
const service = new SigningKeysService({ signingKey: SIGNING_KEY });

describe('keys of the options', () => {
  test.each([[SIGNING_KEY], [[OTHER_KEY, SIGNING_KEY]]])(
    '%j: the keys, without a refresh',
    async (source) => {
      const found = await service.find(source, lookup);
      expect(found).toMatchObject({ keys: [source].flat() });
      expect(found.projectBinding(found.keys)).toBe('signed-json');
      expect([SIGNING_KEY, OTHER_KEY].map(found.tenantOf)).toEqual(['', '']);
      expect(found.refresh).toBeUndefined();
      found.onVerified();
      const unclaimed = await service.find(source, { ...lookup, claimedProjectId: undefined });
      expect(unclaimed.keys).toEqual(found.keys);
    },
  );

  test('a project on the route is a configuration error', () => {
    expect(() => service.find(SIGNING_KEY, { ...lookup, project: 'support' })).toThrow(
      "A route has project: 'support'",
    );
  });

  test('{ projects }: by the route, by the claimed project, own names only', async () => {
    const source = { projects: { a: SIGNING_KEY, support: [OTHER_KEY, SIGNING_KEY] } };
    const find = async (parts: Partial<KeyLookup>) => {
      const { keys, projectBinding } = await service.find(source, { ...lookup, ...parts });
      return { keys, binding: projectBinding(keys) };
    };
    expect(await find({})).toEqual({ keys: [SIGNING_KEY], binding: 'claimed' });
    expect(await find({ project: 'support' })).toEqual({ keys: [OTHER_KEY, SIGNING_KEY], binding: 'none' });
    for (const claimedProjectId of ['b', 'toString', '__proto__', '', undefined]) {
      expect(await find({ claimedProjectId })).toEqual({ keys: [], binding: 'none' });
    }
    expect(await find({ project: 'b' })).toMatchObject({ keys: [] });
  });

  test('{ projects }: the tenant is the first project that has the key, whichever is claimed', async () => {
    const projects: Record<string, string | string[]> = { a: SIGNING_KEY, b: [OTHER_KEY, SIGNING_KEY] };
    const tenantOf = async (key: string, claimedProjectId: string) =>
      (await service.find({ projects }, { ...lookup, claimedProjectId })).tenantOf(key);
    for (const claimed of ['a', 'b']) {
      expect(await tenantOf(SIGNING_KEY, claimed)).toBe('a');
      expect(await tenantOf(OTHER_KEY, claimed)).toBe('b');
    }
    projects['a'] = 'PSK_rotated_while_it_runs';
    expect(await tenantOf(SIGNING_KEY, 'b')).toBe('b');
    expect(await tenantOf('PSK_rotated_while_it_runs', 'a')).toBe('a');
  });
});

describe('a resolver', () => {
  test('is called once for the same lookup', async () => {
    const source = jest.fn(() => SIGNING_KEY);
    for (let request = 0; request < 3; request++) {
      expect(await service.find(source, lookup)).toMatchObject({ keys: [SIGNING_KEY] });
    }
    expect(source).toHaveBeenCalledTimes(1);
  });

  test.each([
    [
      'reads it',
      ({ claimedProjectId }: SigningKeyContext) => (claimedProjectId === 'a' ? SIGNING_KEY : null),
      'claimed',
    ],
    [
      'reads a copy',
      (context: SigningKeyContext) => ({ ...context }).claimedProjectId && SIGNING_KEY,
      'claimed',
    ],
    ['ignores it', () => SIGNING_KEY, 'signed-json'],
    [
      'reads the rest',
      ({ project, method }: SigningKeyContext) => (project ?? method) && SIGNING_KEY,
      'signed-json',
    ],
  ] as [string, SigningKeyResolverFunction, string][])(
    'that %s, the claimed project',
    async (_name, source, proof) => {
      for (const object of [source, { resolve: source }]) {
        const found = await service.find(object, lookup);
        expect(found.projectBinding(found.keys)).toBe(proof);
        const cached = await service.find(object, lookup);
        expect(cached.projectBinding(cached.keys)).toBe(proof);
        const onRoute = await service.find(object, { ...lookup, project: 'a', claimedProjectId: undefined });
        expect(onRoute.projectBinding(onRoute.keys)).toBe('none');
      }
    },
  );

  test('has a tenant for each key, which is no signature and not the key', async () => {
    const { tenantOf } = await service.find(() => SIGNING_KEY, lookup);
    expect(tenantOf(SIGNING_KEY)).toMatch(/^[0-9a-f]{64}$/);
    expect(tenantOf(SIGNING_KEY)).not.toBe(tenantOf(OTHER_KEY));
  });
});

describe('known projects from a function', () => {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);

  test('are asked for in the background, once at a time; while it fails the last list counts', async () => {
    let give: () => string[] | Promise<string[]> = () => ['a'];
    let asked = 0;
    const source = () => {
      asked++;
      return give();
    };
    const known = new KnownProjects(source, { interval: 0, timeLimit: 1_000, warn });
    expect([known.has('a'), known.has('a'), asked]).toEqual([false, false, 1]);
    await known.refresh();
    expect([known.all, known.isUnavailable]).toEqual([['a'], false]);
    give = () => Promise.reject(new Error('the-secret'));
    await known.refresh();
    expect([known.all, known.isUnavailable]).toEqual([['a'], true]);
    expect(warnings).toEqual([
      'signingKeyCache.knownProjects failed or timed out: Error. The previous list stays in use. Fix: return the list in time, ' +
        'within signingKeyCache.resolveTimeout.',
    ]);
  });
});

test('no timer keeps the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const budget = new LookupRateLimiter({ permits: 1, period: 600_000, maxQueued: 9 });
  await budget.acquire(600_000);
  void budget.acquire(600_000);
  void withinTime(
    600_000,
    () => new Promise(() => undefined),
    () => new Error('late'),
  );
  expect(timers()).toBe(before);
});
