import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { createClient } from 'redis';

import { type OnceOptions, onceSettings } from '../../../lib/once/once-options.js';
import type { OnceStore } from '../../../lib/once/once-store.js';
import { OnceService } from '../../../lib/once/once.service.js';
import { describeWithRedis, TemporaryRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';
import { randomId } from '../../once/store-contract.js';

type Ending = 'handled' | 'duplicate' | 503;

const unhandled: unknown[] = [];
const keep = (reason: unknown) => unhandled.push(reason);

interface Client {
  readonly store: OnceStore;
  close(): unknown;
}

const clients: Record<string, (url: string) => Promise<Client>> = {
  'redis that queues': async (url) => {
    const client = createClient({ url, socket: { reconnectStrategy: 20 } });
    client.on('error', () => undefined);
    await client.connect();
    return {
      store: redisOnceStore(client),
      close: () => {
        client.destroy();
      },
    };
  },
  'redis that does not queue': async (url) => {
    const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: 20 } });
    client.on('error', () => undefined);
    await client.connect();
    return {
      store: redisOnceStore(client),
      close: () => {
        client.destroy();
      },
    };
  },
  'ioredis that queues': (url) => {
    const client = new Redis(url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    return Promise.resolve({
      store: redisOnceStore(client),
      close: () => {
        client.disconnect();
      },
    });
  },
  'ioredis that does not queue': async (url) => {
    const client = new Redis(url, { enableOfflineQueue: false, lazyConnect: true, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await client.connect();
    return {
      store: redisOnceStore(client),
      close: () => {
        client.disconnect();
      },
    };
  },
};

async function arrive(service: OnceService, id: string, options: OnceOptions): Promise<Ending> {
  try {
    return await service.handle<Ending>({
      id,
      settings: onceSettings(options) ?? (undefined as never),
      handle: () => Promise.resolve('handled'),
      outcome: () => 'succeeded',
      duplicate: () => 'duplicate',
    });
  } catch (error) {
    expect(error).toMatchObject({ status: 503 });
    return 503;
  }
}

describeWithRedis('while Redis is down', () => {
  let redis: TemporaryRedis;

  beforeAll(async () => {
    redis = await TemporaryRedis.create();
  });

  afterAll(() => redis.remove());

  describe.each(Object.entries(clients))('with %s', (_name, connect) => {
    let client: Client;
    let service: OnceService;
    const options: OnceOptions = { timeout: 200 };

    beforeEach(async () => {
      jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
      unhandled.length = 0;
      process.on('unhandledRejection', keep);
      client = await connect(redis.url);
      service = new OnceService({ onceStore: client.store });
      await until(async () => (await arrive(service, randomId(), options)) === 'handled');
    });

    afterEach(async () => {
      client.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off('unhandledRejection', keep);
      expect(unhandled).toEqual([]);
      jest.restoreAllMocks();
    });

    test('a load gets 503 and no other error, and recovers by itself', async () => {
      const endings = new Map<Ending, number>();
      let isOver = false;
      const load = Array.from({ length: 20 }, async () => {
        while (!isOver) {
          const ending = await arrive(service, randomId(), options);
          endings.set(ending, (endings.get(ending) ?? 0) + 1);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      });
      await until(() => (endings.get('handled') ?? 0) > 100);
      await redis.stop();
      await until(() => (endings.get(503) ?? 0) > 40);
      await redis.start();
      const handledBefore = endings.get('handled') ?? 0;
      await until(() => (endings.get('handled') ?? 0) > handledBefore + 100);
      isOver = true;
      await Promise.all(load);
      const id = randomId();
      const patient: OnceOptions = { timeout: 20_000 };
      expect(await arrive(service, id, patient)).toBe('handled');
      expect(await arrive(service, id, patient)).toBe('duplicate');
    });

    test('a route that prefers it handles events without the check', async () => {
      const id = randomId();
      const open: OnceOptions = { ...options, onStoreFailure: 'handle' };
      await redis.stop();
      expect(await arrive(service, id, open)).toBe('handled');
      expect(await arrive(service, id, open)).toBe('handled');
      await redis.start();
      await until(async () => (await arrive(service, id, open)) === 'duplicate');
    });

    test('a server that hangs costs a call its time limit', async () => {
      redis.run('CLIENT', 'PAUSE', '600000', 'WRITE');
      expect(await arrive(service, randomId(), options)).toBe(503);
      const late = randomId();
      expect(await arrive(service, late, options)).toBe(503);
      redis.run('CLIENT', 'UNPAUSE');
      await until(async () => (await arrive(service, late, options)) === 'handled');
    });
  });
});
