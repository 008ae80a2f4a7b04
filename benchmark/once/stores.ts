import { Redis } from 'ioredis';
import { MemoryOnceStore, type OnceStore } from 'nestjs-signalwire-webhook';
import { postgresOnceMigration, postgresOnceStore } from 'nestjs-signalwire-webhook/postgres';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import pg from 'pg';
import { createClient } from 'redis';

import { TemporaryPostgres } from '../../sample/demo/temporary-postgres.js';
import { TemporaryRedis } from '../../sample/demo/temporary-redis.js';

/** Stores on real servers of their own. */
export interface OpenStores {
  readonly stores: ReadonlyMap<string, OnceStore>;
  close(): Promise<void>;
}

export async function openStores(): Promise<OpenStores> {
  const redis = await TemporaryRedis.create();
  const postgres = await TemporaryPostgres.create();
  const nodeRedis = await createClient({ url: redis.url }).connect();
  const ioRedis = new Redis(redis.url);
  const pool = new pg.Pool({ connectionString: postgres.url });
  pool.on('error', () => undefined);
  await pool.query(postgresOnceMigration());
  return {
    stores: new Map<string, OnceStore>([
      ['memory', new MemoryOnceStore()],
      ['Redis, by redis', redisOnceStore(nodeRedis)],
      ['Redis, by ioredis', redisOnceStore(ioRedis)],
      ['PostgreSQL, by pg', postgresOnceStore(pool)],
    ]),
    close: async () => {
      nodeRedis.destroy();
      ioRedis.disconnect();
      await pool.end();
      await Promise.all([redis.remove(), postgres.remove()]);
    },
  };
}
