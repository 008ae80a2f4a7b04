import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SignalWireWebhookConfigurationError } from 'nestjs-signalwire-webhook';
import {
  postgresOnceMigration,
  type PostgresOnceStoreOptions,
  postgresOnceStore,
} from 'nestjs-signalwire-webhook/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';

import { describeWithPostgres, TemporaryPostgres } from '../../support/postgres.js';
import { until } from '../../support/until.js';
import { randomId, testStore } from '../../once/store-contract.js';

describeWithPostgres('a PostgreSQL server', () => {
  let postgres: TemporaryPostgres;
  let pool: pg.Pool;
  let dataSource: DataSource;

  beforeAll(async () => {
    postgres = await TemporaryPostgres.create();
    pool = new pg.Pool({ connectionString: postgres.url });
    pool.on('error', () => undefined);
    await pool.query(postgresOnceMigration());
    await pool.query(postgresOnceMigration());
    dataSource = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await pool.end();
    await postgres.remove();
  });

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

  describe('with the longest names that PostgreSQL keeps', () => {
    const schema = 's'.repeat(63);
    const tables = ['a', 'b'].map((last) => `${schema}.${'t'.repeat(51)}${last}`);

    beforeAll(async () => {
      await pool.query(`CREATE SCHEMA ${schema}`);
      for (const table of tables) await pool.query(postgresOnceMigration(table));
    });

    testStore(() => postgresOnceStore(pool, { table: tables[0] ?? '' }));

    test('each table has its index', async () => {
      const { rows } = await pool.query<{ name: string }>(
        "SELECT schemaname || '.' || tablename AS name FROM pg_indexes WHERE indexdef LIKE '%(expires_at)' AND schemaname = $1",
        [schema],
      );
      expect(rows.map(({ name }) => name).sort()).toEqual(tables);
    });
  });

  test('an event that expires while a different process acquires it is never reported as completed', async () => {
    const id = randomId();
    const store = postgresOnceStore(pool);
    await store.acquire(id, 'old', 60_000);
    await store.complete(id, 'old', 1);
    const other = new pg.Client({ connectionString: postgres.url });
    await other.connect();
    await other.query('BEGIN');
    await postgresOnceStore(other).acquire(id, 'other', 60_000);
    const acquired = store.acquire(id, 'late', 60_000);
    await until(async () => {
      const { rows } = await pool.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      return rows.length > 0;
    });
    await other.query('COMMIT');
    expect(await acquired).toBe('running');
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
      await store.acquire(randomId(), 'a', 60_000);
      expect(await store.cleanUp()).toBe(2_500);
      expect(await remembered()).toBe(1);
      expect(await store.cleanUp()).toBe(0);
    });

    test('happens by itself, after an acquire', async () => {
      const store = await expire(2_500, { cleanUpInterval: 1 });
      await store.acquire(randomId(), 'a', 60_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.acquire(randomId(), 'b', 60_000);
      await until(async () => (await remembered()) === 2);
    });

    test('is left to the application, where that was chosen', async () => {
      const store = await expire(10, { cleanUpInterval: 0 });
      for (let index = 0; index < 5; index++) await store.acquire(randomId(), 'a', 60_000);
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
      expect(await failing.acquire(randomId(), 'a', 60_000)).toBe('acquired');
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
  ['DROP TABLE x', 'it must be the name of a table in lower-case letters'],
  ['a; b', 'it must be the name of a table in lower-case letters'],
  ['"Events"', 'it must be the name of a table in lower-case letters'],
  ['', 'it must be the name of a table in lower-case letters'],
])('%j is no table', (table, message) => {
  expect(() => postgresOnceMigration(table)).toThrow(message);
  expect(() => postgresOnceStore({ query: () => Promise.resolve() }, { table })).toThrow(message);
});

describe('names that PostgreSQL would cut', () => {
  const [longest, tooLong] = [63, 64].map((length) => 'n'.repeat(length)) as [string, string];
  const pool = { query: () => Promise.resolve() };

  test.each([
    [tooLong, 'the name of the table has 64 bytes'],
    [`app.${tooLong}`, 'the name of the table has 64 bytes'],
    [`${tooLong}.events`, 'the name of the schema has 64 bytes'],
    ['n'.repeat(10_000), `the name of the table has 10000 bytes (${longest}…)`],
  ])('%#: neither the store nor the migration takes it', (table, message) => {
    for (const use of [() => postgresOnceMigration(table), () => postgresOnceStore(pool, { table })]) {
      expect(use).toThrow(SignalWireWebhookConfigurationError);
      expect(use).toThrow(`table is too long: ${message}`);
      expect(use).toThrow("Fix: a shorter name, such as 'app.webhook_events'.");
    }
  });

  test('the index of the migration counts, and a store may have a table that another migration made', () => {
    for (const table of ['t'.repeat(53), `app.${longest}`]) {
      expect(() => postgresOnceMigration(table)).toThrow('table is too long: the name of the index has');
      expect(() => postgresOnceStore(pool, { table })).not.toThrow();
    }
    expect(() => postgresOnceMigration(`${longest}.${'t'.repeat(52)}`)).not.toThrow();
  });
});

test.each([
  ['a connection string', 'postgres://db'],
  ['undefined', undefined],
  ['null', null],
  ['an object without query', {}],
  ['an object whose query is no function', { query: 'SELECT 1' }],
  ['a class', pg.Pool],
])('%s is no pool', (_name, pool) => {
  expect(() => postgresOnceStore(pool as never)).toThrow(
    new SignalWireWebhookConfigurationError(
      'postgresOnceStore needs a pool of pg: postgresOnceStore(new Pool({ connectionString: … })).',
    ),
  );
});

test('an unusable or unknown option is named', () => {
  expect(() => postgresOnceStore({ query: () => Promise.resolve() }, { cleanUpInterval: -1 })).toThrow(
    'cleanUpInterval is -1; it must be a number of milliseconds from 0. Fix: cleanUpInterval: 60_000',
  );
  expect(() => postgresOnceStore({ query: () => Promise.resolve() }, { tabel: 'x' } as never)).toThrow(
    'Unknown option "tabel" of postgresOnceStore(). Did you mean table?',
  );
});
