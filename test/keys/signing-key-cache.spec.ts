import { beforeEach, describe, expect, test } from '@jest/globals';

import { type ResolveKeys, SigningKeyCache } from '../../lib/keys/signing-key-cache.js';
import type { SigningKeyCacheOptions } from '../../lib/keys/signing-key-source.js';

/** A store whose answer, calls and delays a test controls. */
class Store {
  calls = 0;
  answer: () => unknown = () => 'PSK_a';

  readonly resolve: ResolveKeys = () => {
    this.calls++;
    return this.answer();
  };
}

let time = 0;
let store = new Store();

function cacheWith(options: SigningKeyCacheOptions = {}): SigningKeyCache {
  return new SigningKeyCache(options, undefined, () => time);
}

beforeEach(() => {
  time = 1_000_000;
  store = new Store();
});

const down = () => {
  throw new Error('postgres://user:password@db');
};

describe('the time to live', () => {
  test('one resolve serves until it is over', async () => {
    const cache = cacheWith({ ttl: 1_000 });
    expect(await cache.find('p', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: false });
    store.answer = () => ['PSK_b', 'PSK_a'];
    time += 999;
    expect(await cache.find('p', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: true });
    time += 1;
    expect(await cache.find('p', store.resolve)).toEqual({ keys: ['PSK_b', 'PSK_a'], fromCache: false });
    expect(store.calls).toBe(2);
  });

  test('an unknown project is asked for again after the refresh interval', async () => {
    const cache = cacheWith();
    for (const nothing of [null, undefined, []]) {
      store.answer = () => nothing;
      expect((await cache.find('p', store.resolve)).keys).toEqual([]);
      time += 1_000;
    }
    expect(store.calls).toBe(3);
    await cache.find('p', store.resolve);
    await cache.find('p', store.resolve);
    expect(store.calls).toBe(4);
  });

  test('a project that was removed is unknown at once', async () => {
    const cache = cacheWith();
    await cache.find('p', store.resolve);
    cache.confirm('p');
    store.answer = () => null;
    time += 1_000;
    expect(await cache.refresh('p', store.resolve)).toEqual([]);
    expect(await cache.find('p', store.resolve)).toEqual({ keys: [], fromCache: true });
  });
});

describe('a single flight', () => {
  test('however many requests wait, the store is asked once', async () => {
    const cache = cacheWith();
    let release: (key: string) => void = () => undefined;
    store.answer = () => new Promise((resolve) => (release = resolve));
    const waiting = Array.from({ length: 100 }, () => cache.find('p', store.resolve));
    release('PSK_a');
    expect((await Promise.all(waiting)).every(({ keys }) => keys[0] === 'PSK_a')).toBe(true);
    expect(store.calls).toBe(1);
    time += 1_000;
    const refreshing = Array.from({ length: 100 }, () => cache.refresh('p', store.resolve));
    release('PSK_b');
    expect((await Promise.all(refreshing)).every(([key]) => key === 'PSK_b')).toBe(true);
    expect(store.calls).toBe(2);
  });

  test('a refresh happens once an interval, found or failed', async () => {
    const cache = cacheWith({ refreshInterval: 500 });
    await cache.find('p', store.resolve);
    await cache.refresh('p', store.resolve);
    expect(store.calls).toBe(1);
    time += 500;
    store.answer = down;
    expect(await cache.refresh('p', store.resolve)).toEqual(['PSK_a']);
    expect(await cache.refresh('p', store.resolve)).toEqual(['PSK_a']);
    expect(store.calls).toBe(2);
    time += 500;
    store.answer = () => 'PSK_b';
    expect(await cache.refresh('p', store.resolve)).toEqual(['PSK_b']);
  });
});

describe('a store that is down', () => {
  test('known keys go on for their stale time, and no longer', async () => {
    const cache = cacheWith({ ttl: 1_000, staleFor: 10_000, refreshInterval: 100 });
    await cache.find('p', store.resolve);
    store.answer = down;
    time += 1_000;
    expect(await cache.find('p', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: true });
    expect(await cache.find('p', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: true });
    expect(store.calls).toBe(2);
    time += 10_000;
    await expect(cache.find('p', store.resolve)).rejects.toThrow('The signing key resolver failed: Error.');
  });

  test('an unknown project has no keys, and the error no secret', async () => {
    const cache = cacheWith();
    store.answer = down;
    const error: Error = await cache.find('p', store.resolve).then(
      () => new Error('resolved'),
      (reason: unknown) => reason as Error,
    );
    expect(error.name).toBe('SigningKeysUnavailableError');
    expect(error.message).not.toContain('password');
    store.answer = () => 'PSK_a';
    expect((await cache.find('p', store.resolve)).keys).toEqual(['PSK_a']);
  });

  test('a store that hangs is given up, and told so', async () => {
    const cache = cacheWith({ resolveTimeout: 10 });
    let aborted = false;
    const hang: ResolveKeys = (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise(() => undefined);
    };
    await expect(cache.find('p', hang)).rejects.toThrow('did not answer within 10 ms');
    expect(aborted).toBe(true);
    expect(cache.size).toBe(0);
  });

  test.each([
    ['an empty string', '', 'is blank'],
    ['white space', ' \n', 'is blank'],
    ['a padded key', 'PSK_the-secret ', 'white space'],
    ['an API token', 'PTthe-secret', 'API token'],
    ['a number', 1, 'must be a string'],
    ['an object', { key: 'PSK_the-secret' }, 'must be a string'],
    ['a blank key among others', ['PSK_the-secret', ''], 'is blank'],
    ['a thousand keys', Array.from({ length: 1_000 }, () => 'PSK_the-secret'), '1000 keys, and at most 10'],
  ])('%s is no key', async (_name, answer, message) => {
    const cache = cacheWith();
    store.answer = () => answer;
    const error: Error = await cache.find('p', store.resolve).then(
      () => new Error('resolved'),
      (reason: unknown) => reason as Error,
    );
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('the-secret');
  });
});

describe('project ids that strangers name', () => {
  test('cost a bounded number of resolves and a bounded memory', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 20, refreshInterval: 1_000 });
    await cache.find('known', store.resolve);
    cache.confirm('known');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10_000 }, (_, index) => cache.find(`random-${index}`, store.resolve)),
    );
    expect(store.calls).toBeLessThanOrEqual(21);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(9_980);
    expect(cache.size).toBeLessThanOrEqual(21);
    expect(await cache.find('known', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: true });
  });

  test('never push a known project out, over many intervals', async () => {
    const cache = cacheWith({ ttl: 1e9 });
    await cache.find('known', store.resolve);
    cache.confirm('known');
    for (let index = 0; index < 5_000; index++) {
      if (index % 90 === 0) time += 1_000;
      await cache.find(`random-${index}`, store.resolve);
    }
    expect(cache.size).toBeLessThanOrEqual(1_001);
    store.answer = down;
    expect(await cache.find('known', store.resolve)).toEqual({ keys: ['PSK_a'], fromCache: true });
  });

  test('do not stop a known project from being refreshed', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1 });
    await cache.find('known', store.resolve);
    cache.confirm('known');
    time += 1_000;
    await cache.find('random', store.resolve);
    await expect(cache.find('other', store.resolve)).rejects.toThrow('maxUnverifiedLookups');
    store.answer = () => 'PSK_b';
    expect(await cache.refresh('known', store.resolve)).toEqual(['PSK_b']);
  });

  test('a verified request gives its lookup back', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1 });
    for (const project of ['a', 'b', 'c']) {
      await cache.find(project, store.resolve);
      cache.confirm(project);
    }
    expect(store.calls).toBe(3);
  });
});

test('of the known projects the least recently used goes first', async () => {
  const cache = cacheWith({ maxProjects: 2 });
  for (const project of ['a', 'b']) {
    await cache.find(project, store.resolve);
    cache.confirm(project);
  }
  await cache.find('a', store.resolve);
  await cache.find('c', store.resolve);
  cache.confirm('c');
  expect((await cache.find('a', store.resolve)).fromCache).toBe(true);
  expect((await cache.find('b', store.resolve)).fromCache).toBe(false);
});
