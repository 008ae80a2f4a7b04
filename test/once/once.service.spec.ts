import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger, ServiceUnavailableException } from '@nestjs/common';

import type { HandlerOutcome } from '../../lib/once/handler-outcome.js';
import { MemoryOnceStore } from '../../lib/once/memory-once-store.js';
import { type OnceOptions, onceSettings } from '../../lib/once/once-options.js';
import type { OnceAcquireResult, OnceStore } from '../../lib/once/once-store.js';
import { type EventArrival, OnceService } from '../../lib/once/once.service.js';
import { until } from '../support/until.js';
import { randomId } from './store-contract.js';

const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);

beforeEach(() => {
  warn.mockClear();
  unhandled.length = 0;
  process.on('unhandledRejection', keep);
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});

class Arrivals {
  handled = 0;
  ended: HandlerOutcome = 'succeeded';
  readonly id = randomId();

  constructor(
    private readonly service: OnceService,
    private readonly options: OnceOptions = {},
    private readonly work: () => Promise<void> = () => Promise.resolve(),
  ) {}

  arrive(change: Partial<EventArrival<string>> = {}): Promise<string> {
    return this.service.handle<string>({
      id: this.id,
      settings: onceSettings(this.options) ?? (undefined as never),
      handle: async () => {
        this.handled++;
        await this.work();
        return 'handled';
      },
      outcome: () => this.ended,
      duplicate: () => 'duplicate',
      ...change,
    });
  }
}

function warnings(): string[] {
  return warn.mock.calls.map(([line]) => String(line));
}

function serviceOf(onceStore?: OnceStore): OnceService {
  return new OnceService(onceStore ? { onceStore } : {});
}

const unavailable = expect.objectContaining({ status: 503 }) as unknown;

test('an event is handled once; who comes after it is a duplicate', async () => {
  const event = new Arrivals(serviceOf());
  expect(await event.arrive()).toBe('handled');
  expect(await event.arrive()).toBe('duplicate');
  expect(await event.arrive()).toBe('duplicate');
  expect(event.handled).toBe(1);
});

test('who comes while it is being handled shall come again', async () => {
  let finish: () => void = () => undefined;
  const event = new Arrivals(serviceOf(), {}, () => new Promise((resolve) => (finish = resolve)));
  const first = event.arrive();
  await until(() => event.handled === 1);
  await expect(event.arrive()).rejects.toEqual(unavailable);
  finish();
  expect(await first).toBe('handled');
  expect(await event.arrive()).toBe('duplicate');
});

test('of fifty at once one is handled', async () => {
  let finish: () => void = () => undefined;
  const event = new Arrivals(serviceOf(), {}, () => new Promise((resolve) => (finish = resolve)));
  let rejected = 0;
  const arrivals = Array.from({ length: 50 }, () => event.arrive());
  for (const arrival of arrivals) arrival.catch(() => rejected++);
  await until(() => rejected === 49);
  finish();
  const outcomes = await Promise.allSettled(arrivals);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(event.handled).toBe(1);
});

test('after a handler that threw, the retry is handled', async () => {
  const event = new Arrivals(serviceOf());
  const failure = new Error('the database is down');
  await expect(event.arrive({ handle: () => Promise.reject(failure) })).rejects.toBe(failure);
  expect(await event.arrive()).toBe('handled');
});

test('after a handler that responded 5xx, the retry is handled', async () => {
  const event = new Arrivals(serviceOf());
  event.ended = 'failed';
  expect(await event.arrive()).toBe('handled');
  event.ended = 'succeeded';
  expect(await event.arrive()).toBe('handled');
  expect(await event.arrive()).toBe('duplicate');
});

test('after an unknown outcome, the lease is kept until it ends', async () => {
  let now = 0;
  const event = new Arrivals(serviceOf(new MemoryOnceStore({}, () => now)), { lease: 40 });
  event.ended = 'unknown';
  expect(await event.arrive()).toBe('handled');
  now = 39;
  await expect(event.arrive()).rejects.toEqual(unavailable);
  now = 40;
  expect(await event.arrive()).toBe('handled');
});

test('a handler that outlives its lease does not complete over a newer one', async () => {
  let now = 0;
  const finish: (() => void)[] = [];
  const event = new Arrivals(
    serviceOf(new MemoryOnceStore({}, () => now)),
    { lease: 30 },
    () => new Promise((resolve) => finish.push(resolve)),
  );
  const first = event.arrive();
  await until(() => finish.length === 1);
  now = 30;
  const second = event.arrive({ settings: onceSettings(true) ?? (undefined as never) });
  await until(() => finish.length === 2);
  finish[0]?.();
  expect(await first).toBe('handled');
  await expect(event.arrive()).rejects.toEqual(unavailable);
  finish[1]?.();
  expect(await second).toBe('handled');
  expect(await event.arrive()).toBe('duplicate');
  expect(warnings()).toEqual([expect.stringContaining('longer than its lease of 30 ms')]);
});

describe('a store that fails', () => {
  const secret = Object.assign(new Error('redis://user:password@host'), { code: 'ECONNREFUSED' });
  const down: OnceStore = {
    acquire: () => Promise.reject(secret),
    complete: () => Promise.reject(secret),
    release: () => Promise.reject(secret),
  };

  test('closes the route', async () => {
    const event = new Arrivals(serviceOf(down));
    await expect(event.arrive()).rejects.toBeInstanceOf(ServiceUnavailableException);
    expect(event.handled).toBe(0);
    expect(warnings()).toEqual([
      expect.stringContaining(
        'and the response was 503: onceStore.acquire() failed: Error (ECONNREFUSED). The log',
      ),
    ]);
  });

  test('fails closed if it throws synchronously or returns no acquire result', async () => {
    const throwing = () => {
      throw secret;
    };
    for (const acquire of [
      throwing,
      () => undefined,
      () => Promise.resolve('OK'),
      () => Promise.resolve(null),
    ]) {
      const event = new Arrivals(serviceOf({ ...down, acquire: acquire as never }));
      await expect(event.arrive()).rejects.toEqual(unavailable);
      expect(event.handled).toBe(0);
    }
  });

  test('lets events pass where that was chosen', async () => {
    const event = new Arrivals(serviceOf(down), { onStoreFailure: 'handle' });
    expect(await event.arrive()).toBe('handled');
    expect(await event.arrive()).toBe('handled');
    const failure = new Error('handler');
    await expect(event.arrive({ handle: () => Promise.reject(failure) })).rejects.toBe(failure);
  });

  test('after the handler changes nothing of its response', async () => {
    const failing = { ...down, acquire: (): OnceAcquireResult => 'acquired' };
    const event = new Arrivals(serviceOf(failing));
    expect(await event.arrive()).toBe('handled');
    const failure = new Error('handler');
    await expect(event.arrive({ handle: () => Promise.reject(failure) })).rejects.toBe(failure);
    expect(warnings().map((line) => line.slice(0, 40))).toEqual([
      'An event was handled, but could not be c',
      'The lease of a failed event could not be',
    ]);
  });

  test('writes a line a minute, whatever comes, and one at the shut-down that sums up the rest', async () => {
    const service = serviceOf(down);
    for (let index = 0; index < 1_000; index++) {
      await expect(new Arrivals(service).arrive()).rejects.toEqual(unavailable);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    service.onApplicationShutdown();
    expect(warnings()[1]).toMatch(/^999 more warnings about events within \d+ s: 999 × acquire$/);
  });
});

describe('a store that hangs', () => {
  const never = new Promise<never>(() => undefined);

  test('costs each call its time limit and no more', async () => {
    const hanging = { acquire: () => never, complete: () => never, release: () => never };
    const event = new Arrivals(serviceOf(hanging), { timeout: 20 });
    await expect(event.arrive()).rejects.toEqual(unavailable);
    expect(warnings()).toEqual([expect.stringContaining('did not respond within 20 ms.')]);
    const settling = new Arrivals(serviceOf({ ...hanging, acquire: () => 'acquired' }), { timeout: 20 });
    expect(await settling.arrive()).toBe('handled');
    await expect(settling.arrive({ handle: () => Promise.reject(new Error('handler')) })).rejects.toThrow(
      'handler',
    );
  });

  test('a lease that is acquired too late is released', async () => {
    const memory = new MemoryOnceStore();
    let goOn: () => void = () => undefined;
    let released = 0;
    const slow: OnceStore = {
      acquire: async (id, token, lease) => {
        await new Promise<void>((resolve) => (goOn = resolve));
        return memory.acquire(id, token, lease);
      },
      complete: (...args) => memory.complete(...args),
      release: (...args) => {
        memory.release(...args);
        released++;
      },
    };
    const event = new Arrivals(serviceOf(slow), { timeout: 10 });
    await expect(event.arrive()).rejects.toEqual(unavailable);
    goOn();
    await until(() => released === 1);
    expect(memory.size).toBe(0);
    const patient = new Arrivals(serviceOf({ ...slow, acquire: (...args) => memory.acquire(...args) }));
    expect(await patient.arrive({ id: event.id })).toBe('handled');
  });

  test('holds a bounded number of calls', async () => {
    let calls = 0;
    const acquire = () => {
      calls++;
      return never;
    };
    const service = serviceOf({ acquire, complete: () => never, release: () => never });
    await Promise.allSettled(
      Array.from({ length: 12_000 }, () => new Arrivals(service, { timeout: 50 }).arrive()),
    );
    expect(calls).toBe(10_000);
  });
});
