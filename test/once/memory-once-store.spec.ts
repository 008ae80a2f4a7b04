import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { MemoryOnceStore } from '../../lib/once/memory-once-store.js';
import type { MemoryOnceStoreOptions } from '../../lib/once/memory-once-store-options.js';
import { randomId, testStore } from './store-contract.js';

const store = new MemoryOnceStore();
testStore(() => store);

const HOUR = 3_600_000;
let time = 0;
const warn = jest.spyOn(Logger.prototype, 'warn');

beforeEach(() => {
  time = 1_000_000;
  warn.mockReset();
});

afterEach(() => {
  warn.mockReset();
});

function storeOf(options: MemoryOnceStoreOptions): MemoryOnceStore {
  return new MemoryOnceStore(options, () => time);
}

function complete(events: MemoryOnceStore, id: string, ttl = HOUR): void {
  events.acquire(id, id, 10_000);
  events.complete(id, id, ttl);
}

describe('a full store', () => {
  test('forgets the event that was completed first, and says once how long events are remembered', () => {
    const events = storeOf({ maxEvents: 3 });
    complete(events, 'a');
    time += 40_000;
    complete(events, 'b');
    time += 2_000;
    complete(events, 'c');
    events.acquire('d', 'd', 10_000);
    events.acquire('e', 'e', 10_000);
    expect(events.size).toBe(3);
    expect(events.acquire('c', 'x', 10_000)).toBe('completed');
    expect(events.acquire('d', 'x', 10_000)).toBe('running');
    expect(warn.mock.calls).toEqual([
      [
        'The memory store is full with 3 events, so each event is remembered for 42 s only. Fix: onceStore: ' +
          'new MemoryOnceStore({ maxEvents: … }), or use redisOnceStore or postgresOnceStore.',
      ],
    ]);
  });

  test('never evicts a running event', () => {
    const events = storeOf({ maxEvents: 3 });
    for (const id of ['a', 'b', 'c']) events.acquire(id, id, 10_000);
    expect(() => events.acquire('d', 'd', 10_000)).toThrow('The memory store is full with 3 events.');
    for (const id of ['a', 'b', 'c']) expect(events.acquire(id, 'x', 10_000)).toBe('running');
    events.complete('b', 'b', HOUR);
    expect(events.acquire('d', 'd', 10_000)).toBe('acquired');
    expect(events.acquire('a', 'x', 10_000)).toBe('running');
  });

  test('rejects new events instead, where that was chosen', () => {
    const events = storeOf({ maxEvents: 2, onFull: 'unavailable' });
    complete(events, 'a', 60_000);
    complete(events, 'b', 120_000);
    expect(() => events.acquire('c', 'c', 10_000)).toThrow('full');
    expect(events.acquire('a', 'x', 10_000)).toBe('completed');
    expect(warn).not.toHaveBeenCalled();
    time += 60_000;
    expect(events.acquire('c', 'c', 10_000)).toBe('acquired');
  });

  test('completes an event a second time for its owner, and forgets no other event for that', () => {
    for (const onFull of ['unavailable', 'evict'] as const) {
      const events = storeOf({ maxEvents: 2, onFull });
      complete(events, 'a');
      complete(events, 'b');
      expect(events.complete('b', 'b', HOUR)).toBe(true);
      expect(events.size).toBe(2);
      expect(events.acquire('a', 'x', 10_000)).toBe('completed');
      expect(events.acquire('b', 'x', 10_000)).toBe('completed');
    }
    expect(warn).not.toHaveBeenCalled();
  });

  test('drops what has expired first, whatever the routes’ times to live are', () => {
    const events = storeOf({ maxEvents: 3 });
    complete(events, 'long', 100_000);
    complete(events, 'short', 10);
    complete(events, 'shorter', 5);
    time += 10;
    complete(events, 'new');
    expect(events.size).toBe(2);
    expect(events.acquire('long', 'x', 10_000)).toBe('completed');
    expect(warn).not.toHaveBeenCalled();
  });
});

/** After a collection of all garbage. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('a million distinct events leave it bounded', () => {
  const heapBefore = heapUsed();
  const events = new MemoryOnceStore();
  for (let index = 0; index < 1_000_000; index++) complete(events, `${index}`);
  expect(heapUsed() - heapBefore).toBeLessThan(30 * 2 ** 20);
  expect(events.size).toBe(100_000);
  expect(events.acquire('999999', 'x', 1)).toBe('completed');
  expect(events.acquire('899999', 'x', 1)).toBe('acquired');
  expect(warn).toHaveBeenCalledTimes(1);
});

test('events that all expire leave it empty', () => {
  const events = storeOf({});
  for (let index = 0; index < 100_000; index++) {
    complete(events, `${index}`, (index % 3) * 500 + 500);
    time += 1;
  }
  time += HOUR;
  events.acquire('last', 'last', 1);
  expect(events.size).toBe(1);
});

test('it starts no timer', () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  complete(new MemoryOnceStore(), randomId());
  expect(timers()).toBe(before);
});

test.each([
  [{ maxEvents: 0 }, 'maxEvents is 0; it must be a whole number from 1. Fix: maxEvents: 100_000'],
  [{ maxEvents: Infinity }, 'maxEvents is Infinity; it must be a whole number'],
  [
    { onFull: 'explode' },
    "onFull is \"explode\"; it must be 'evict' (the default) or 'unavailable'. Fix: onFull: 'evict'",
  ],
  [{ size: 5 }, 'Unknown option "size" of new MemoryOnceStore(). The options are maxEvents, onFull.'],
  [{ maxevents: 5 }, 'Unknown option "maxevents" of new MemoryOnceStore(). Did you mean maxEvents?'],
  [
    'big',
    'The options of new MemoryOnceStore() are a string; they must be an object. Fix: new MemoryOnceStore({',
  ],
  [[], 'The options of new MemoryOnceStore() are an empty list'],
])('%j is rejected', (options, message) => {
  expect(() => new MemoryOnceStore(options as never)).toThrow(message);
});
