import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import * as ioredis6 from 'ioredis-v6';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { createClient, createCluster, createSentinel } from 'redis';
import * as redis4 from 'redis-v4';
import * as redis5 from 'redis-v5';

import type { OnceStore } from '../../../lib/once/once-store.js';
import { closeAtEnd } from '../../support/close-at-end.js';
import { describeWithRedis, TemporaryRedis, SentinelGroup, startRedisCluster } from '../../support/redis.js';
import { until } from '../../support/until.js';
import { randomId, testStore } from '../../once/store-contract.js';

interface Connected {
  readonly store: OnceStore;
  close(): Promise<unknown>;
}

async function connected<Client>(
  client: Client & { connect(): Promise<unknown>; on(event: 'error', listener: () => void): unknown },
  open: (client: Client) => OnceStore,
  close: (client: Client) => Promise<unknown>,
): Promise<Connected> {
  client.on('error', () => undefined);
  await client.connect();
  return { store: open(client), close: () => close(client) };
}

function testClient(name: string, connect: () => Promise<Connected>): void {
  describe(name, () => {
    let client: Connected;

    beforeAll(async () => {
      client = await connect();
    });

    afterAll(() => client.close());

    testStore(() => client.store);
  });
}

describeWithRedis('one server', () => {
  let redis: TemporaryRedis;

  beforeAll(async () => {
    redis = await TemporaryRedis.create();
  });

  afterAll(() => redis.remove());

  testClient('redis 6', () =>
    connected(
      createClient({ url: redis.url }),
      (client) => redisOnceStore(client),
      (client) => client.close(),
    ),
  );
  testClient('redis 5', () =>
    connected(
      redis5.createClient({ url: redis.url }),
      (client) => redisOnceStore(client),
      (client) => client.close(),
    ),
  );
  testClient('redis 4', () =>
    connected(
      redis4.createClient({ url: redis.url }),
      (client) => redisOnceStore(client),
      (client) => client.quit(),
    ),
  );
  testClient('ioredis 5', () =>
    connected(
      new Redis(redis.url, { lazyConnect: true }),
      (client) => redisOnceStore(client),
      (client) => client.quit(),
    ),
  );
  testClient('ioredis 6', () =>
    connected(
      new ioredis6.Redis(redis.url, { lazyConnect: true }),
      (client) => redisOnceStore(client),
      (client) => client.quit(),
    ),
  );

  test('the keys end by themselves and begin with the prefix', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const close = closeAtEnd(() => client.close());
    const store = redisOnceStore(client, { prefix: 'billing:' });
    const id = randomId();
    await store.acquire(id, 'a', 5_000);
    expect(await client.pTTL(`billing:${id}`)).toBeGreaterThan(0);
    await store.complete(id, 'a', 50_000);
    expect(await client.pTTL(`billing:${id}`)).toBeGreaterThan(5_000);
    await close();
  });

  test('an acquire is one round trip', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const close = closeAtEnd(() => client.close());
    const store = redisOnceStore(client);
    await client.configResetStat();
    await store.acquire(randomId(), 'a', 5_000);
    const statistics = await client.info('commandstats');
    expect(statistics).toContain('cmdstat_eval:calls=1,');
    expect(statistics).not.toMatch(/evalsha|script|watch|multi/);
    await close();
  });
});

describeWithRedis('a cluster of three servers', () => {
  let nodes: TemporaryRedis[];

  beforeAll(async () => {
    nodes = await startRedisCluster();
  });

  afterAll(() => Promise.all(nodes.map((node) => node.remove())));

  testClient('redis 6', () =>
    connected(
      createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) }),
      (client) => redisOnceStore(client),
      (client) => client.close(),
    ),
  );
  testClient('ioredis 5', () =>
    connected(
      new Cluster(
        nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
        { lazyConnect: true },
      ),
      (client) => redisOnceStore(client),
      (client) => client.quit(),
    ),
  );

  test('the events are spread over the servers', async () => {
    const client = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
    await client.connect();
    const close = closeAtEnd(() => client.close());
    const store = redisOnceStore(client, { prefix: 'spread:' });
    await Promise.all(Array.from({ length: 200 }, async () => store.acquire(randomId(), 'a', 60_000)));
    for (const node of nodes) expect(node.run('KEYS', 'spread:*')).toContain('spread:');
    await close();
  });
});

describeWithRedis('a server with a replica, watched by a sentinel', () => {
  let group: SentinelGroup;

  beforeAll(async () => {
    group = await SentinelGroup.start();
  });

  afterAll(() => group.remove());

  testClient('redis 6', () =>
    connected(
      createSentinel({
        name: group.name,
        sentinelRootNodes: [{ host: '127.0.0.1', port: group.sentinel.port }],
      }),
      (client) => redisOnceStore(client),
      (client) => client.close(),
    ),
  );
  testClient('ioredis 5', () =>
    connected(
      new Redis({
        lazyConnect: true,
        name: group.name,
        sentinels: [{ host: '127.0.0.1', port: group.sentinel.port }],
      }),
      (client) => redisOnceStore(client),
      (client) => client.quit(),
    ),
  );

  test('what was completed before a failover is completed after it', async () => {
    const client = new Redis({
      name: group.name,
      sentinels: [{ host: '127.0.0.1', port: group.sentinel.port }],
    });
    client.on('error', () => undefined);
    const close = closeAtEnd(() => client.quit());
    const store = redisOnceStore(client);
    const id = randomId();
    await store.acquire(id, 'a', 60_000);
    await store.complete(id, 'a', 60_000);
    await client.wait(1, 5_000);
    await group.failOver();
    await until(() =>
      Promise.resolve(store.acquire(id, 'b', 60_000)).then(
        (result) => result === 'completed',
        () => false,
      ),
    );
    expect(group.master()).toBe(group.replica.port);
    await close();
  }, 60_000);
});

test.each([
  ['nothing', undefined],
  ['a URL', 'redis://localhost'],
  ['an object that is no client', {}],
])('%s is no client', (_name, client) => {
  expect(() => redisOnceStore(client as never)).toThrow(
    'redisOnceStore needs a client of redis or ioredis: redisOnceStore(await createClient().connect()).',
  );
});

test.each([
  [{ prefix: 5 }, "prefix is 5; it must be a string. Fix: prefix: 'billing:once:'"],
  [{ Prefix: 'a' }, 'Unknown option "Prefix" of redisOnceStore(). Did you mean prefix?'],
  [[], 'The options of redisOnceStore() are an empty list'],
])('%j are no options', (options, message) => {
  const client = { eval: () => Promise.resolve(), defineCommand: () => undefined };
  expect(() => redisOnceStore(client as never, options as never)).toThrow(message);
});
