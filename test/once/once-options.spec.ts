import { expect, test } from '@jest/globals';

import { ONCE_MODULE_OPTION_CHECKS, ONCE_ROUTE_OPTION_CHECKS } from '../../lib/once/check-once-options.js';
import { MemoryOnceStore } from '../../lib/once/memory-once-store.js';
import { onceSettings } from '../../lib/once/once-options.js';

const DEFAULTS = { ttl: 3_600_000, lease: 10_000, onStoreFailure: 'refuse', timeout: 1_000 };

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

test.each([
  [true],
  [false],
  [{}],
  [{ ttl: 90 * 86_400_000, lease: 30_000, timeout: 500, maxAge: 300_000 }],
  [{ key: () => 'k', onStoreFailure: 'handle' }],
  [{ ttl: undefined }],
  [{ maxAge: 3_600_000 }],
])('once: %j is usable', (once) => {
  expect(() => {
    ONCE_ROUTE_OPTION_CHECKS.once(once);
  }).not.toThrow();
});

test.each([
  ['yes', 'The options must be like once: true or once: { ttl: 3_600_000 }.'],
  [null, 'The options must be like once: true'],
  [[], 'The options must be like once: true'],
  [
    { TTL: 1 },
    'Unknown option "TTL" of once: true or once: { ttl: 3_600_000 }. The options are ttl, lease, maxAge,',
  ],
  [{ ttl: 0 }, 'once.ttl must be whole milliseconds above 0, such as once.ttl: 3600000.'],
  [{ ttl: '1h' }, 'once.ttl must be whole milliseconds'],
  [{ ttl: 1.5 }, 'once.ttl must be whole milliseconds'],
  [{ ttl: Infinity }, 'once.ttl must be whole milliseconds'],
  [{ ttl: NaN }, 'once.ttl must be whole milliseconds'],
  [{ lease: -1 }, 'once.lease must be whole milliseconds'],
  [{ timeout: 2 ** 31 }, 'once.timeout must be'],
  [{ maxAge: '5m' }, 'once.maxAge must be whole milliseconds'],
  [{ maxAge: 3_600_001 }, 'once: { maxAge: 3600001, ttl: 3600001 }.'],
  [{ maxAge: 2_000, ttl: 1_000 }, 'once.maxAge (2000) is longer than once.ttl (1000)'],
  [{ key: 'CallSid' }, 'once.key must be a function'],
  [{ onStoreFailure: 'ignore' }, 'once.onStoreFailure must be one of refuse, handle.'],
])('once: %j is refused', (once, message) => {
  const check = () => {
    ONCE_ROUTE_OPTION_CHECKS.once(once);
  };
  expect(check).toThrow(message);
});

test('a store has three methods', () => {
  const check = (store: unknown) => () => {
    ONCE_MODULE_OPTION_CHECKS.onceStore(store);
  };
  expect(check(new MemoryOnceStore())).not.toThrow();
  const message = 'onceStore must have the methods claim, complete, release';
  for (const store of [null, 'redis://localhost', {}, { claim: () => 'claimed' }, MemoryOnceStore]) {
    expect(check(store)).toThrow(message);
  }
});
