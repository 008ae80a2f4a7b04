import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  postgresOnceMigration,
  type PostgresOnceStoreOptions,
  postgresOnceStore,
} from 'nestjs-signalwire-webhook/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';

import { describeWithPostgres, ThrowAwayPostgres } from '../support/postgres.js';
import { until } from '../support/until.js';
import { randomId, testStore } from './store-contract.js';

describeWithPostgres('a PostgreSQL server', () => {
  let postgres: ThrowAwayPostgres;
  let pool: pg.Pool;
  let dataSource: DataSource;

  beforeAll(async () => {
    postgres = await ThrowAwayPostgres.create();
    pool = new pg.Pool({ connectionString: postgres.url });
    pool.on('error', () => undefined);
    await pool.query(postgresOnceMigration());
    await pool.query(postgresOnceMigration());
    dataSource = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
  }, 30_000);

  afterAll(async () => {
    await dataSource.destroy();
    await pool.end();
    await postgres.remove();
  }, 30_000);

  async function remembered(table = 'signalwire_webhook_events'): Promise<number> {
    const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0]?.count ?? NaN;
  }

  describe('by a pool of pg', () => {
    testStore(() => postgresOnceStore(pool));
  });

  describe('by a DataSource of TypeORM', () => {
    testStore(() => postgresOnceStore(dataSource));
  });

  describe('in a schema and table of its own', () => {
    beforeAll(async () => {
      await pool.query('CREATE SCHEMA app');
      await pool.query(postgresOnceMigration('app.webhook_events'));
    });

    testStore(() => postgresOnceStore(pool, { table: 'app.webhook_events' }));
  });

  test('an event that expires while another process claims it is never called completed', async () => {
    const id = randomId();
    const store = postgresOnceStore(pool);
    await store.claim(id, 'old', 60_000);
    await store.complete(id, 'old', 1);
    const other = new pg.Client({ connectionString: postgres.url });
    await other.connect();
    await other.query('BEGIN');
    await postgresOnceStore(other).claim(id, 'other', 60_000);
    const claim = store.claim(id, 'late', 60_000);
    await until(async () => {
      const { rows } = await pool.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      return rows.length > 0;
    });
    await other.query('COMMIT');
    expect(await claim).toBe('running');
    await other.end();
  });

  describe('clean-up', () => {
    async function expire(count: number, options: PostgresOnceStoreOptions = {}) {
      const store = postgresOnceStore(pool, options);
      await pool.query('TRUNCATE signalwire_webhook_events');
      await pool.query(
        `INSERT INTO signalwire_webhook_events SELECT i::text, 't', true, now() - interval '1 second' FROM generate_series(1, $1) i`,
        [count],
      );
      return store;
    }

    test('deletes what has expired, in batches, and nothing else', async () => {
      const store = await expire(2_500);
      await store.claim(randomId(), 'a', 60_000);
      expect(await store.cleanUp()).toBe(2_500);
      expect(await remembered()).toBe(1);
      expect(await store.cleanUp()).toBe(0);
    });

    test('happens by itself, behind a claim', async () => {
      const store = await expire(2_500, { cleanUpInterval: 1 });
      await store.claim(randomId(), 'a', 60_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.claim(randomId(), 'b', 60_000);
      await until(async () => (await remembered()) === 2);
    });

    test('is left to the application, where that was chosen', async () => {
      const store = await expire(10, { cleanUpInterval: 0 });
      for (let index = 0; index < 5; index++) await store.claim(randomId(), 'a', 60_000);
      expect(await remembered()).toBe(15);
    });

    test('a failure is a warning of the process without a secret', async () => {
      const store = await expire(10);
      const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const failing = postgresOnceStore(
        {
          query: (text, values) =>
            text.includes('SKIP LOCKED')
              ? Promise.reject(Object.assign(new Error('postgres://user:password@db'), { code: '42501' }))
              : pool.query(text, values),
        },
        { cleanUpInterval: 1 },
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await failing.claim(randomId(), 'a', 60_000)).toBe('claimed');
      await until(() => emitWarning.mock.calls.length > 0);
      expect(emitWarning.mock.calls).toEqual([
        ['postgresOnceStore could not delete expired events: Error (42501).'],
      ]);
      emitWarning.mockRestore();
      expect(await store.cleanUp()).toBe(10);
    });
  });
});

test.each([
  ['DROP TABLE x', 'table must be'],
  ['a; b', 'table must be'],
  ['"Events"', 'table must be'],
  ['', 'table must be'],
])('%j is no table', (table, message) => {
  expect(() => postgresOnceMigration(table)).toThrow(message);
  expect(() => postgresOnceStore({ query: () => Promise.resolve() }, { table })).toThrow(message);
});

test('what has no query() is no pool', () => {
  expect(() => postgresOnceStore('postgres://db' as never)).toThrow(
    'postgresOnceStore needs a pool of pg: postgresOnceStore(new Pool({ connectionString: … })).',
  );
  expect(() => postgresOnceStore({ query: () => Promise.resolve() }, { cleanUpInterval: -1 })).toThrow(
    'cleanUpInterval must be milliseconds',
  );
});
