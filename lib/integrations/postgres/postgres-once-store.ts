import { describeThirdPartyError } from '../../errors/describe-third-party-error.js';
import { milliseconds, option, type OptionTable, withDefaults } from '../../signature/options/option.js';
import { findMisconfiguration } from '../../signature/options/option-set.js';
import { SignalWireWebhookConfigurationError } from '../../signalwire-webhook.configuration-error.js';
import type { OnceAcquireResult, OnceStore } from '../../once/once-store.js';

/**
 * An object that runs a statement with numbered parameters and returns its rows, as a list or in `rows`: a pool of `pg`, a
 * TypeORM `DataSource` or PGlite. No statement needs a transaction.
 *
 * @publicApi
 */
export interface PostgresQueryable {
  /** Runs a statement. `$1` in the text is the first value. */
  query(text: string, values: unknown[]): Promise<unknown>;
}

/**
 * Options of {@link postgresOnceStore}.
 *
 * @publicApi
 */
export interface PostgresOnceStoreOptions {
  /**
   * The name of the table, with its schema if the schema is not in the search path. Each name consists of at most 63 lower-case
   * letters, digits and underscores.
   *
   * @default 'signalwire_webhook_events'
   */
  readonly table?: string;
  /**
   * Minimum time between two deletions of expired events, in milliseconds. The next `acquire` call starts the deletion in the
   * background. With `0`, call `cleanUp` yourself.
   *
   * @default 60_000
   */
  readonly cleanUpInterval?: number;
}

/**
 * The store that {@link postgresOnceStore} returns.
 *
 * @publicApi
 */
export interface PostgresOnceStore extends OnceStore {
  /**
   * Deletes expired events, a thousand rows at a time.
   *
   * @returns the number of deleted rows
   */
  cleanUp(): Promise<number>;
}

const TABLE = {
  table: option({
    isUsable: (name) => typeof name === 'string' && /^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/.test(name),
    wanted: 'the name of a table in lower-case letters, digits and underscores',
    example: "'app.webhook_events'",
    default: 'signalwire_webhook_events',
  }),
  cleanUpInterval: milliseconds({ min: 0, default: 60_000 }),
} satisfies OptionTable<PostgresOnceStoreOptions>;

const OPTIONS = {
  owner: 'postgresOnceStore()',
  table: TABLE,
  example: "postgresOnceStore(pool, { table: 'app.webhook_events' })",
};

const BATCH = 1_000;
const INDEX_SUFFIX = '_expires_at';
const MAX_NAME_BYTES = 63;

/**
 * Returns the statements that create the table of {@link postgresOnceStore}, for a migration. You can run them repeatedly.
 *
 * @param table the name of the table, if it is not the default. It has at most 52 characters, because the index is named
 *   `<table>_expires_at` and PostgreSQL cuts names after 63.
 * @throws SignalWireWebhookConfigurationError if the name is invalid, or PostgreSQL would cut a name
 *
 * @example
 * ```ts
 * await pool.query(postgresOnceMigration());
 * ```
 *
 * @publicApi
 */
export function postgresOnceMigration(table = TABLE.table.default): string {
  checkTable(table);
  const index = `${table.split('.').at(-1)}${INDEX_SUFFIX}`;
  checkLength(index, 'index');
  return `CREATE TABLE IF NOT EXISTS ${table} (
  id text PRIMARY KEY,
  token text NOT NULL,
  completed boolean NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ${index} ON ${table} (expires_at);
`;
}

/**
 * Creates a store that remembers events in PostgreSQL, for applications with several processes and without Redis. Each call is
 * one statement and uses the clock of the server. Create the table with {@link postgresOnceMigration}.
 *
 * @param pool the application's pool of `pg`, or an object with `query(text, values)`; the application closes it
 * @throws SignalWireWebhookConfigurationError if the pool or an option is unusable
 *
 * @example
 * ```ts
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL });
 * SignalWireWebhookModule.forRoot({ …, onceStore: postgresOnceStore(pool) })
 * ```
 *
 * @publicApi
 */
export function postgresOnceStore(
  pool: PostgresQueryable,
  options: PostgresOnceStoreOptions = {},
): PostgresOnceStore {
  const misconfiguration = findMisconfiguration(options, OPTIONS);
  if (misconfiguration !== undefined) throw new SignalWireWebhookConfigurationError(misconfiguration);
  const { table, cleanUpInterval } = withDefaults<PostgresOnceStoreOptions, typeof TABLE>(options, TABLE);
  checkTable(table);
  checkPool(pool);
  const statements = statementsFor(table);
  const run = async (statement: string, ...values: unknown[]): Promise<unknown> =>
    readResult(await pool.query(statement, values));

  const cleanUp = async (): Promise<number> => {
    let total = 0;
    for (let deleted = BATCH; deleted === BATCH; total += deleted) {
      deleted = Number(await run(statements.cleanUp, BATCH));
    }
    return total;
  };
  const cleanUpAtTimes = inBackground(cleanUp, cleanUpInterval);

  return {
    async acquire(id, leaseId, lease) {
      const result = await run(statements.acquire, id, leaseId, lease);
      cleanUpAtTimes();
      return result as OnceAcquireResult;
    },
    async complete(id, leaseId, ttl) {
      return (await run(statements.complete, id, leaseId, ttl)) === true;
    },
    async release(id, leaseId) {
      await run(statements.release, id, leaseId);
    },
    cleanUp,
  };
}

/** Returns the statements. Each returns one row with one column, `result`. */
function statementsFor(
  table: string,
): Readonly<Record<'acquire' | 'complete' | 'release' | 'cleanUp', string>> {
  const insert = (completed: boolean) => `
    INSERT INTO ${table} AS event (id, token, completed, expires_at)
    VALUES ($1::text, $2::text, ${completed}, now() + $3::float8 * interval '1 millisecond')
    ON CONFLICT (id) DO UPDATE
    SET token = excluded.token, completed = excluded.completed, expires_at = excluded.expires_at`;
  return {
    acquire: `
      WITH acquired AS (
        ${insert(false)}
        WHERE event.expires_at <= now() OR (event.token = excluded.token AND NOT event.completed)
        RETURNING id
      )
      SELECT CASE
        WHEN EXISTS (SELECT FROM acquired) THEN 'acquired'
        WHEN (SELECT completed FROM ${table} WHERE id = $1::text AND expires_at > now()) THEN 'completed'
        ELSE 'running'
      END AS result`,
    complete: `
      WITH done AS (
        ${insert(true)}
        WHERE event.expires_at <= now() OR event.token = excluded.token
        RETURNING id
      )
      SELECT EXISTS (SELECT FROM done) AS result`,
    release: `
      WITH released AS (
        DELETE FROM ${table} WHERE id = $1::text AND token = $2::text AND NOT completed RETURNING id
      )
      SELECT EXISTS (SELECT FROM released) AS result`,
    cleanUp: `
      WITH expired AS (
        DELETE FROM ${table} WHERE id IN (
          SELECT id FROM ${table} WHERE expires_at <= now() ORDER BY expires_at LIMIT $1::int
          FOR UPDATE SKIP LOCKED
        )
        RETURNING id
      )
      SELECT count(*)::int AS result FROM expired`,
  };
}

function readResult(answer: unknown): unknown {
  const rows: unknown = Array.isArray(answer) ? answer : (answer as { rows?: unknown } | undefined)?.rows;
  const [row] = Array.isArray(rows) ? (rows as unknown[]) : [];
  return (row as { result?: unknown } | undefined)?.result;
}

/** Runs the work at most once per interval, one run at a time, without a timer. A failure becomes a process warning. */
function inBackground(work: () => Promise<unknown>, interval: number): () => void {
  let startedAt = performance.now();
  let isRunning = false;
  return () => {
    if (interval === 0 || isRunning || performance.now() - startedAt < interval) return;
    startedAt = performance.now();
    isRunning = true;
    work()
      .catch((error: unknown) => {
        process.emitWarning(
          `postgresOnceStore could not delete expired events: ${describeThirdPartyError(error)}.`,
        );
      })
      .finally(() => (isRunning = false));
  };
}

function checkTable(table: unknown): void {
  const misconfiguration = TABLE.table.check(table, { name: 'table', owner: 'postgresOnceMigration()' });
  if (misconfiguration !== undefined) throw new SignalWireWebhookConfigurationError(misconfiguration);
  const [name = '', schema = ''] = String(table).split('.').reverse();
  checkLength(schema, 'schema');
  checkLength(name, 'table');
}

/** PostgreSQL cuts a longer name without an error, and the cut name may belong to a different object. The names are ASCII. */
function checkLength(name: string, kind: 'schema' | 'table' | 'index'): void {
  if (name.length <= MAX_NAME_BYTES) return;
  throw new SignalWireWebhookConfigurationError(
    `table is too long: the name of the ${kind} has ${name.length} bytes (${name.slice(0, MAX_NAME_BYTES)}…), and PostgreSQL ` +
      `cuts names after ${MAX_NAME_BYTES} bytes. Fix: a shorter name, such as 'app.webhook_events'.`,
  );
}

function checkPool(pool: unknown): void {
  if (typeof pool === 'object' && pool !== null && 'query' in pool && typeof pool.query === 'function') {
    return;
  }
  throw new SignalWireWebhookConfigurationError(
    'postgresOnceStore needs a pool of pg: postgresOnceStore(new Pool({ connectionString: … })).',
  );
}
