import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import {
  limitsOf,
  type SecretCacheLimits,
  type SigningKeyCacheOptions,
} from '../../lib/keys/key-cache-options.js';
import { type FoundSecrets, SecretCache } from '../../lib/keys/secret-cache.js';
import { type SecretLookup, SecretSourceMisconfiguration, toSecrets } from '../../lib/keys/secret-lookup.js';

/** A store whose responses and delays a test controls. */
class Store {
  calls = 0;
  give: (signal: AbortSignal, id: string) => unknown = () => 'secret-a';

  lookup(id = 'p', isKnown = false): SecretLookup {
    const resolve = async (signal: AbortSignal) => {
      this.calls++;
      return toSecrets(await this.give(signal, id), toList);
    };
    return { id, isKnown, resolve };
  }

  /** Resolves when `release` is called. */
  hold(): (value: unknown) => void {
    let release: (value: unknown) => void = () => undefined;
    this.give = () => new Promise((resolve) => (release = resolve));
    return (value) => {
      release(value);
    };
  }
}

function toList(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [String(value)];
}

let store = new Store();

function cacheWith(
  options: SigningKeyCacheOptions = {},
  limits: Partial<SecretCacheLimits> = {},
): SecretCache {
  return new SecretCache({ ...limitsOf(options), ...limits }, 'store');
}

function pass(milliseconds: number): Promise<void> {
  return jest.advanceTimersByTimeAsync(milliseconds);
}

/** The secrets, if they are found without a lookup. */
async function cachedSecrets(
  cache: SecretCache,
  lookup: SecretLookup,
): Promise<readonly string[] | undefined> {
  const { calls } = store;
  const { secrets } = await cache.find(lookup);
  return store.calls === calls ? secrets : undefined;
}

async function verify(cache: SecretCache, lookup: SecretLookup): Promise<FoundSecrets> {
  const found = await cache.find(lookup);
  found.onVerified();
  return found;
}

/** As for a forged request: what is found does not fit, nor what a refresh brings. */
async function forge(cache: SecretCache, lookup: SecretLookup): Promise<number> {
  try {
    const { secrets, refresh } = await cache.find(lookup);
    if (secrets.length > 0) await refresh?.();
    return 403;
  } catch {
    return 503;
  }
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  store = new Store();
});
afterEach(() => {
  jest.useRealTimers();
});

const down = () => {
  throw new Error('postgres://user:password@db');
};

async function errorOf(promise: unknown): Promise<Error> {
  return Promise.resolve(promise).then(
    () => new Error('resolved'),
    (reason: unknown) => reason as Error,
  );
}

describe('the time to live', () => {
  test('one lookup serves until it is over', async () => {
    const cache = cacheWith({ ttl: 1_000 });
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-a']);
    store.give = () => ['secret-b', 'secret-a'];
    await pass(999);
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-a']);
    expect(store.calls).toBe(1);
    await pass(1);
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-b', 'secret-a']);
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-b', 'secret-a']);
    expect(store.calls).toBe(2);
  });

  test.each([[null], [undefined], [[]]])(
    '%j is asked for again after the refresh interval',
    async (nothing) => {
      const cache = cacheWith();
      store.give = () => nothing;
      expect((await cache.find(store.lookup())).secrets).toEqual([]);
      await pass(999);
      expect(await cachedSecrets(cache, store.lookup())).toEqual([]);
      expect(store.calls).toBe(1);
      await pass(1);
      store.give = () => 'secret-a';
      expect((await cache.find(store.lookup())).secrets).toEqual(['secret-a']);
    },
  );

  test('after a refresh the newer secrets are served from the cache', async () => {
    const cache = cacheWith();
    await verify(cache, store.lookup());
    await pass(1_000);
    store.give = () => 'secret-b';
    const found = await cache.find(store.lookup());
    expect(await found.refresh?.()).toEqual(['secret-b']);
    found.onVerified();
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-b']);
    expect(store.calls).toBe(2);
  });
});

describe('a single flight', () => {
  test('however many requests wait, the store is asked once', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1 });
    let release = store.hold();
    const waiting = Array.from({ length: 100 }, async () => cache.find(store.lookup()));
    await pass(0);
    release('secret-a');
    for (const { secrets } of await Promise.all(waiting)) expect(secrets).toEqual(['secret-a']);
    expect(store.calls).toBe(1);
    await verify(cache, store.lookup());
    await pass(1_000);
    release = store.hold();
    const found = await cache.find(store.lookup());
    const refreshing = Array.from({ length: 100 }, async () => found.refresh?.());
    await pass(0);
    release('secret-b');
    for (const secrets of await Promise.all(refreshing)) expect(secrets).toEqual(['secret-b']);
    expect(store.calls).toBe(2);
  });

  test('a refresh happens once an interval, found or failed', async () => {
    const cache = cacheWith({ refreshInterval: 500 });
    const found = await verify(cache, store.lookup('p', true));
    await pass(500);
    store.give = down;
    for (let call = 0; call < 2; call++) await expect(found.refresh?.()).rejects.toThrow('The store failed');
    expect(store.calls).toBe(2);
    await pass(499);
    await expect(found.refresh?.()).rejects.toThrow('The store failed');
    expect(store.calls).toBe(2);
    expect(await cachedSecrets(cache, store.lookup('p', true))).toEqual(['secret-a']);
    await pass(1);
    store.give = () => 'secret-b';
    expect(await found.refresh?.()).toEqual(['secret-b']);
  });

  test('secrets that the request looked up with its own permit are not looked up again', async () => {
    const cache = cacheWith({ refreshInterval: 0 });
    expect((await cache.find(store.lookup())).refresh).toBeUndefined();
    expect((await cache.find(store.lookup('known', true))).refresh).toBeDefined();
  });
});

describe('"no such project"', () => {
  test('a refresh that brings it does not drop a proven entry; a lookup after the ttl does', async () => {
    const cache = cacheWith({ ttl: 10_000 });
    await verify(cache, store.lookup());
    store.give = () => null;
    await pass(1_000);
    const found = await cache.find(store.lookup());
    expect(await found.refresh?.()).toEqual(['secret-a']);
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-a']);
    await pass(9_000);
    expect((await cache.find(store.lookup())).secrets).toEqual([]);
    expect(store.calls).toBe(3);
  });

  test('a refresh that brings it does drop what was never proven', async () => {
    const cache = cacheWith();
    await cache.find(store.lookup());
    store.give = () => null;
    await pass(1_000);
    const found = await cache.find(store.lookup());
    expect(await found.refresh?.()).toEqual([]);
    expect(await cachedSecrets(cache, store.lookup())).toEqual([]);
  });

  test('a verified project that was removed and added again needs no permit', async () => {
    const cache = cacheWith({ ttl: 1_000, maxUnverifiedLookups: 1, refreshInterval: 10_000 });
    await verify(cache, store.lookup());
    await pass(10_000);
    store.give = () => null;
    expect((await cache.find(store.lookup())).secrets).toEqual([]);
    await pass(10_000);
    expect(await forge(cache, store.lookup('random'))).toBe(403);
    store.give = () => 'secret-b';
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-b']);
  });
});

describe('a store that is down', () => {
  test('secrets serve for their stale time, and no longer', async () => {
    const cache = cacheWith({ ttl: 1_000, staleFor: 10_000, refreshInterval: 100 });
    await verify(cache, store.lookup());
    store.give = down;
    await pass(1_000);
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-a']);
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-a']);
    expect(store.calls).toBe(2);
    await pass(9_999);
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-a']);
    await pass(1);
    expect((await errorOf(cache.find(store.lookup()))).message).toBe('The store failed: Error.');
  });

  test.each([
    ['known', true],
    ['unknown', false],
  ])('beyond it, 2,000 forgeries for a %s id cost one lookup an interval', async (_name, isKnown) => {
    const cache = cacheWith();
    store.give = down;
    for (let index = 0; index < 2_000; index++)
      expect(await forge(cache, store.lookup('p', isKnown))).toBe(503);
    expect(store.calls).toBe(1);
    await pass(1_000);
    store.give = () => 'secret-a';
    expect((await cache.find(store.lookup('p', isKnown))).secrets).toEqual(['secret-a']);
  });

  test('the error holds no secret, and what is remembered not even its cause', async () => {
    const cache = cacheWith();
    store.give = down;
    const first = await errorOf(cache.find(store.lookup()));
    const second = await errorOf(cache.find(store.lookup()));
    expect([first.name, first.message]).toEqual(['SigningKeysUnavailableError', 'The store failed: Error.']);
    expect((first.cause as Error).message).toContain('password');
    expect([second.name, second.message, second.cause]).toEqual([first.name, first.message, undefined]);
  });

  test('a store that hangs is given up, and told so', async () => {
    const cache = cacheWith({ resolveTimeout: 10 });
    let aborted = false;
    store.give = (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise(() => undefined);
    };
    const error = errorOf(cache.find(store.lookup()));
    await pass(10);
    expect((await error).message).toContain('did not respond within 10 ms');
    expect(aborted).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a misconfiguration of the source is thrown, even if stale secrets are usable', async () => {
    const cache = cacheWith({ ttl: 0, refreshInterval: 0 });
    await verify(cache, store.lookup());
    store.give = () => {
      throw new SecretSourceMisconfiguration('a misconfiguration');
    };
    expect((await errorOf(cache.find(store.lookup()))).message).toBe('a misconfiguration');
    store.give = () => 'secret-a';
    const found = await cache.find(store.lookup());
    store.give = () => {
      throw new SecretSourceMisconfiguration('a misconfiguration');
    };
    expect((await errorOf(found.refresh?.())).message).toBe('a misconfiguration');
  });
});

describe('IDs from unverified requests', () => {
  test('cost a bounded number of lookups and a bounded memory', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 20 });
    store.give = () => null;
    const forged = Promise.all(
      Array.from({ length: 10_000 }, (_, index) => forge(cache, store.lookup(`random-${index}`))),
    );
    await pass(0);
    expect(store.calls).toBe(20);
    expect(cache.size).toBeLessThanOrEqual(60);
    await pass(2_000);
    const outcomes = await forged;
    expect(store.calls).toBe(40);
    expect(outcomes.filter((status) => status === 403)).toHaveLength(40);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('never push a verified one out, over many intervals', async () => {
    const cache = cacheWith({ ttl: 1e9 });
    await verify(cache, store.lookup('mine'));
    for (let index = 0; index < 3_000; index++) {
      if (index % 100 === 0) await pass(1_000);
      await cache.find(store.lookup(`random-${index}`));
    }
    expect(cache.size).toBe(1_001);
    store.give = down;
    expect(await cachedSecrets(cache, store.lookup('mine'))).toEqual(['secret-a']);
  });

  test('leave a verified id, and a known one, their lookups', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1, ttl: 1_000 });
    await verify(cache, store.lookup('verified'));
    store.give = () => null;
    await pass(1_000);
    expect(await forge(cache, store.lookup('random'))).toBe(403);
    const waits = forge(cache, store.lookup('another'));
    store.give = () => 'secret-b';
    expect((await verify(cache, store.lookup('verified'))).secrets).toEqual(['secret-b']);
    expect((await verify(cache, store.lookup('known', true))).secrets).toEqual(['secret-b']);
    expect((await verify(cache, store.lookup('known too', true))).secrets).toEqual(['secret-b']);
    await pass(2_000);
    expect(await waits).toBe(403);
  });

  test('a verified request gives its turn back, once', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1 });
    for (const id of ['a', 'b', 'c']) {
      const found = await verify(cache, store.lookup(id));
      found.onVerified();
      found.onVerified();
    }
    expect(store.calls).toBe(3);
    store.give = () => null;
    expect(await forge(cache, store.lookup('random'))).toBe(403);
    const late = forge(cache, store.lookup('another'));
    await pass(999);
    expect(store.calls).toBe(4);
    await pass(1);
    expect(await late).toBe(403);
  });

  test('so does a request that a refresh verified', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1, refreshInterval: 10_000 });
    await verify(cache, store.lookup());
    await pass(10_000);
    store.give = () => 'secret-b';
    const rotated = await cache.find(store.lookup());
    expect(await rotated.refresh?.()).toEqual(['secret-b']);
    rotated.onVerified();
    expect(await forge(cache, store.lookup('random'))).toBe(403);
    expect(store.calls).toBe(3);
  });

  test('2,000 forgeries for known ids cost no 2,000 lookups', async () => {
    const cache = cacheWith();
    const forged = Array.from({ length: 2_000 }, (_, index) =>
      forge(cache, store.lookup(`known-${index}`, true)),
    );
    await pass(3_000);
    await Promise.all(forged);
    expect(store.calls).toBeLessThanOrEqual(300);
  });

  test('2,000 forgeries for verified ids, whose secrets are cached, neither', async () => {
    const cache = cacheWith({ ttl: 1e9 });
    for (let index = 0; index < 2_000; index++) await verify(cache, store.lookup(`id-${index}`));
    store.calls = 0;
    await pass(1_000);
    const forged = Array.from({ length: 2_000 }, (_, index) => forge(cache, store.lookup(`id-${index}`)));
    await pass(3_000);
    await Promise.all(forged);
    expect(store.calls).toBeLessThanOrEqual(300);
  });

  test('a verified id whose ttl is over serves stale secrets rather than wait for a turn', async () => {
    const cache = cacheWith({ ttl: 1_000, maxUnverifiedLookups: 1, refreshInterval: 1_000 });
    store.give = (_signal, id) => `secret-${id}`;
    await verify(cache, store.lookup('a'));
    await verify(cache, store.lookup('b'));
    await pass(1_000);
    store.give = () => 'secret-c';
    await cache.find(store.lookup('a'));
    expect((await cache.find(store.lookup('b'))).secrets).toEqual(['secret-b']);
  });
});

describe('what an attacker can observe', () => {
  /** The status and the time of a forged request. */
  async function probe(cache: SecretCache, lookup: SecretLookup): Promise<[number, number]> {
    const startedAt = performance.now();
    let outcome: [number, number] | undefined;
    void forge(cache, lookup).then(
      (status) => (outcome = [status, Math.round(performance.now() - startedAt)]),
    );
    for (let step = 0; step < 400 && !outcome; step++) await pass(5);
    return outcome ?? [0, 0];
  }

  const slow = (value: unknown) => () => new Promise((resolve) => void setTimeout(resolve, 50, value));

  async function cacheOf(options: SigningKeyCacheOptions): Promise<SecretCache> {
    const cache = cacheWith(options);
    store.give = () => Promise.resolve('secret-a');
    await cache.preload(store.lookup('verified', true));
    return cache;
  }

  const kinds: [string, string, boolean, unknown][] = [
    ['an id that does not exist', 'random', false, null],
    ['an id that exists', 'unverified', false, 'secret-a'],
    ['a verified id', 'verified', false, 'secret-a'],
    ['a known id', 'known', true, 'secret-a'],
    ['a known id without secrets', 'known', true, null],
  ];

  test.each(kinds)('%s: 403 after one lookup, then at once', async (_name, id, isKnown, value) => {
    const cache = cacheWith();
    store.give = slow('secret-a');
    const start = cache.preload(store.lookup('verified', true));
    await pass(50);
    await start;
    store.give = slow(value);
    expect(await probe(cache, store.lookup(id, isKnown))).toEqual([403, 50]);
    expect(await probe(cache, store.lookup(id, isKnown))).toEqual([403, 0]);
    await pass(1_000);
    expect(await probe(cache, store.lookup(id, isKnown))).toEqual([403, 50]);
  });

  test('an id whose first request was verified a moment ago: as if it did not exist', async () => {
    const cache = cacheWith();
    store.give = slow('secret-a');
    const first = cache.find(store.lookup());
    await pass(50);
    (await first).onVerified();
    expect(await probe(cache, store.lookup())).toEqual([403, 50]);
    expect(await probe(cache, store.lookup())).toEqual([403, 0]);
    expect(store.calls).toBe(1);
  });

  test.each(kinds)(
    'with the budget spent, %s: 503 when the time is over',
    async (_name, id, isKnown, value) => {
      const cache = await cacheOf({ maxUnverifiedLookups: 1, refreshInterval: 600_000 });
      store.give = () => null;
      expect(await forge(cache, store.lookup('first'))).toBe(403);
      store.give = () => value;
      expect(await probe(cache, store.lookup(id, isKnown))).toEqual([503, 2_000]);
    },
  );
});

describe('forgetting', () => {
  test('the next request asks the store, and the id stays a known one', async () => {
    const cache = cacheWith({ maxUnverifiedLookups: 1, refreshInterval: 10_000 });
    await verify(cache, store.lookup());
    await forge(cache, store.lookup('random'));
    store.give = () => 'secret-b';
    cache.forget('p');
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-b']);
  });

  test('a lookup that has begun neither serves nor is kept', async () => {
    const cache = cacheWith();
    const release = store.hold();
    const waiting = cache.find(store.lookup());
    await pass(0);
    store.give = () => 'secret-b';
    cache.forgetAll();
    release('secret-a');
    expect((await waiting).secrets).toEqual(['secret-b']);
    expect(await cachedSecrets(cache, store.lookup())).toEqual(['secret-b']);
  });

  test('a request that was served before does not bring them back by its confirmation', async () => {
    const cache = cacheWith();
    const found = await cache.find(store.lookup());
    cache.forget('p');
    found.onVerified();
    store.give = () => 'secret-b';
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-b']);
  });

  test('with the store down, forgotten secrets do not serve as stale ones', async () => {
    const cache = cacheWith();
    await verify(cache, store.lookup());
    store.give = down;
    cache.forgetAll();
    expect(await forge(cache, store.lookup())).toBe(503);
  });

  test('a failed lookup that was forgotten does not put off the next one', async () => {
    const cache = cacheWith();
    let fail: (error: Error) => void = () => undefined;
    store.give = () => new Promise((_resolve, reject) => (fail = reject));
    const waiting = errorOf(cache.find(store.lookup()));
    await pass(0);
    cache.forget('p');
    fail(new Error('down'));
    expect((await waiting).name).toBe('SigningKeysUnavailableError');
    store.give = () => 'secret-b';
    expect((await cache.find(store.lookup())).secrets).toEqual(['secret-b']);
  });

  test('a refresh after it looks up', async () => {
    const cache = cacheWith();
    await verify(cache, store.lookup());
    const found = await cache.find(store.lookup());
    cache.forget('p');
    store.give = () => 'secret-b';
    expect(await found.refresh?.()).toEqual(['secret-b']);
    cache.forget('q');
    expect(store.calls).toBe(2);
  });
});

test('lookups at startup are unlimited, and leave the limit of unverified lookups as it is', async () => {
  const cache = cacheWith({ maxUnverifiedLookups: 1, refreshInterval: 1e6 });
  for (let index = 0; index < 1_200; index++) {
    expect(await cache.preload(store.lookup(`id-${index}`))).toEqual(['secret-a']);
  }
  store.give = () => null;
  expect(await cache.preload(store.lookup('nothing'))).toEqual([]);
  const { calls } = store;
  expect((await cache.find(store.lookup('id-7'))).secrets).toEqual(['secret-a']);
  expect((await cache.find(store.lookup('nothing'))).secrets).toEqual([]);
  expect(store.calls).toBe(calls);
  expect(await forge(cache, store.lookup('random'))).toBe(403);
  const waits = forge(cache, store.lookup('another'));
  await pass(0);
  expect(store.calls).toBe(calls + 1);
  await pass(10_000);
  expect(await waits).toBe(503);
});

test('of the verified ids the least recently verified goes first', async () => {
  const cache = cacheWith({}, { maxVerified: 2 });
  store.give = (_signal, id) => `secret-${id}`;
  for (const id of ['a', 'b', 'a']) await verify(cache, store.lookup(id));
  await cache.find(store.lookup('b'));
  await verify(cache, store.lookup('c'));
  expect(await cachedSecrets(cache, store.lookup('a'))).toBeDefined();
  expect(await cachedSecrets(cache, store.lookup('c'))).toBeDefined();
  expect(await cachedSecrets(cache, store.lookup('b'))).toBeUndefined();
});

describe('ids that lead to the same secrets', () => {
  test('push no other id out: the first of them alone is remembered as verified', async () => {
    const cache = cacheWith({}, { maxVerified: 2 });
    store.give = (_signal, id) => (id === 'other' ? 'secret-b' : ['secret-a', 'secret-z']);
    await verify(cache, store.lookup('other'));
    for (const id of ['acme', 'Acme', 'aCme', 'acme']) await verify(cache, store.lookup(id));
    cache.forget('Acme');
    store.give = () => null;
    expect(await cachedSecrets(cache, store.lookup('other'))).toBeDefined();
    expect(await cachedSecrets(cache, store.lookup('acme'))).toBeDefined();
    expect((await cache.find(store.lookup('Acme'))).secrets).toEqual([]);
  });

  test('are each remembered if the application names them', async () => {
    const cache = cacheWith({ ttl: 1_000, staleFor: 1e6, maxUnverifiedLookups: 1, refreshInterval: 1_000 });
    for (const id of ['a', 'b']) await verify(cache, store.lookup(id, true));
    await pass(1_000);
    store.give = () => Promise.reject(new Error('down'));
    for (let index = 0; index < 2_000; index++) void forge(cache, store.lookup(`random-${index}`));
    for (const id of ['a', 'b']) {
      expect(await cache.find(store.lookup(id, true))).toMatchObject({ secrets: ['secret-a'] });
    }
    await pass(10_000);
  });

  test('do not count as the same after the first of them was rotated or forgotten', async () => {
    const cache = cacheWith({}, { maxVerified: 1 });
    await verify(cache, store.lookup('a'));
    cache.forget('a');
    await verify(cache, store.lookup('b'));
    await verify(cache, store.lookup('c'));
    expect(await cachedSecrets(cache, store.lookup('b'))).toBeDefined();
    store.give = () => 'secret-b';
    cache.forget('b');
    await verify(cache, store.lookup('b'));
    await verify(cache, store.lookup('c'));
    expect(await cachedSecrets(cache, store.lookup('b'))).toBeUndefined();
  });
});

test('what was not there at start is no known id', async () => {
  const cache = cacheWith({ maxUnverifiedLookups: 1, refreshInterval: 10_000 });
  store.give = () => null;
  await cache.preload(store.lookup('nothing'));
  await pass(10_000);
  expect(await forge(cache, store.lookup('random'))).toBe(403);
  store.give = () => 'secret-a';
  const waiting = forge(cache, store.lookup('nothing'));
  await pass(2_000);
  expect(await waiting).toBe(503);
});
