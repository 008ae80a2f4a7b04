import { expect, test } from '@jest/globals';

import { MemoryOnceStore } from '../../lib/once/memory-once-store.js';
import { ONCE_MODULE_TABLE, ONCE_ROUTE_TABLE, onceSettings } from '../../lib/once/once-options.js';

const DEFAULTS = { ttl: 3_600_000, lease: 10_000, onStoreFailure: 'unavailable', timeout: 1_000 };

test('a route handles each event once only where that was chosen', () => {
  expect(onceSettings(undefined)).toBeUndefined();
  expect(onceSettings(false)).toBeUndefined();
  expect(onceSettings(true)).toEqual(DEFAULTS);
  expect(onceSettings({})).toEqual(DEFAULTS);
  const key = () => 'k';
  expect(onceSettings({ ttl: 7_200_000, maxAge: 60_000, key, lease: undefined } as never)).toEqual({
    ...DEFAULTS,
    ttl: 7_200_000,
    maxAge: 60_000,
    key,
  });
});

const misconfigurationOf = (once: unknown) =>
  ONCE_ROUTE_TABLE.once.check(once, { name: 'once', owner: '@SignalWireWebhook()' });

test.each([
  [true],
  [false],
  [{}],
  [{ ttl: 90 * 86_400_000, lease: 30_000, timeout: 500, maxAge: 300_000 }],
  [{ key: () => 'k', onStoreFailure: 'handle' }],
  [{ ttl: undefined }],
  [{ maxAge: 3_600_000 }],
])('once: %j is usable', (once) => {
  expect(misconfigurationOf(once)).toBeUndefined();
});

const WANTED = 'it must be true, false or an object of ttl, lease, key, maxAge, onStoreFailure, timeout.';
const MILLISECONDS = 'it must be a whole number of milliseconds from 1';

test.each([
  ['yes', `once is a string; ${WANTED} Fix: once: { ttl: 3_600_000 }`],
  [null, `once is null; ${WANTED}`],
  [[], `once is an empty list; ${WANTED}`],
  [new Map([['ttl', 1]]), `once is an instance of Map; ${WANTED}`],
  [{ TTL: 1 }, 'Unknown option "once.TTL" of @SignalWireWebhook(). Did you mean once.ttl?'],
  [
    { store: 1 },
    'Unknown option "once.store" of @SignalWireWebhook(). The options are ttl, lease, key, maxAge,',
  ],
  [{ ttl: 0 }, `once.ttl is 0; ${MILLISECONDS}. Fix: once: { ttl: 3_600_000 }`],
  [{ ttl: '1h' }, `once.ttl is "1h"; ${MILLISECONDS}.`],
  [{ ttl: 1.5 }, `once.ttl is 1.5; ${MILLISECONDS}.`],
  [{ ttl: Infinity }, `once.ttl is Infinity; ${MILLISECONDS}.`],
  [{ ttl: NaN }, `once.ttl is NaN; ${MILLISECONDS}.`],
  [{ lease: -1 }, `once.lease is -1; ${MILLISECONDS}.`],
  [
    { timeout: 2 ** 31 },
    `once.timeout is 2147483648; ${MILLISECONDS} to 2_147_483_647. Fix: once: { timeout: 1_000 }`,
  ],
  [{ maxAge: '5m' }, `once.maxAge is "5m"; ${MILLISECONDS}. Fix: once: { maxAge: 300_000 }`],
  [{ maxAge: 3_600_001 }, 'Fix: once: { maxAge: 3600001, ttl: 3600001 }'],
  [{ maxAge: 2_000, ttl: 1_000 }, 'once.maxAge (2000) is longer than once.ttl (1000)'],
  [
    { key: 'CallSid' },
    'once.key is a string; it must be a function. Fix: once: { key: ({ payload }) => payload.CallSid }',
  ],
  [
    { onStoreFailure: 'ignore' },
    "once.onStoreFailure is \"ignore\"; it must be 'unavailable' (the default) or 'handle'. Fix: once: { onStoreFailure: 'unavailable' }",
  ],
])('once: %j is rejected', (once, message) => {
  expect(misconfigurationOf(once)).toContain(message);
});

test('a store has three methods', () => {
  const check = (store: unknown) =>
    ONCE_MODULE_TABLE.onceStore.check(store, { name: 'onceStore', owner: 'SignalWireWebhookModule' });
  expect(check(new MemoryOnceStore())).toBeUndefined();
  for (const store of [null, 'redis://localhost', {}, { acquire: () => 'acquired' }, MemoryOnceStore]) {
    expect(check(store)).toMatch(
      /^onceStore is .*; it must be a store with the methods acquire, complete, release\. Fix: /,
    );
    expect(check(store)).not.toContain('localhost');
  }
});
