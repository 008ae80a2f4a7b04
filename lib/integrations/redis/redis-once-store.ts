import { option, type OptionTable, withDefaults } from '../../signature/options/option.js';
import { findMisconfiguration } from '../../signature/options/option-set.js';
import { SignalWireWebhookConfigurationError } from '../../signalwire-webhook.configuration-error.js';
import { OnceStoreError } from '../../once/once-store.error.js';
import type { OnceAcquireResult, OnceStore } from '../../once/once-store.js';

/**
 * A client of the package `redis`, version 4 or later: single, pooled, cluster or sentinel.
 *
 * @publicApi
 */
export interface NodeRedisClient {
  /** Runs a Lua script with its keys and arguments. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/**
 * A client of the package `ioredis`, version 5 or later: single, cluster or sentinel.
 *
 * @publicApi
 */
export interface IoRedisClient {
  /** Runs a Lua script. The first `numberOfKeys` strings are its keys, the others its arguments. */
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Defines a command. {@link redisOnceStore} does not call it; only clients of `ioredis` have it. */
  defineCommand(name: string, definition: { lua: string; numberOfKeys?: number }): void;
}

/**
 * Options of {@link redisOnceStore}.
 *
 * @publicApi
 */
export interface RedisOnceStoreOptions {
  /**
   * Prefix of the keys. Applications that share a Redis server and receive the same events need different prefixes.
   *
   * @default 'signalwire-webhook:once:'
   */
  readonly prefix?: string;
}

const TABLE = {
  prefix: option({
    isUsable: (prefix) => typeof prefix === 'string',
    wanted: 'a string',
    example: "'billing:once:'",
    default: 'signalwire-webhook:once:',
  }),
} satisfies OptionTable<RedisOnceStoreOptions>;

const OPTIONS = {
  owner: 'redisOnceStore()',
  table: TABLE,
  example: "redisOnceStore(client, { prefix: 'billing:once:' })",
};

/** The value of a key is `r` (running) or `c` (completed), followed by the lease ID. */
const ACQUIRE = `
local held = redis.call('GET', KEYS[1])
if not held then
  redis.call('SET', KEYS[1], 'r' .. ARGV[1], 'PX', ARGV[2])
  return 0
end
if held == 'r' .. ARGV[1] then return 0 end
return string.sub(held, 1, 1) == 'c' and 2 or 1
`;

const COMPLETE = `
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 2) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'c' .. ARGV[1], 'PX', ARGV[2])
return 1
`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == 'r' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

const RESULTS: readonly OnceAcquireResult[] = ['acquired', 'running', 'completed'];

/**
 * Creates a store that remembers events in Redis or Valkey, for applications with several processes. Each call is one atomic
 * script on one key, in one round trip, and works in a cluster. Set `maxmemory-policy noeviction`, because a server that evicts
 * keys forgets events.
 *
 * @param client the application's client of `redis` or `ioredis`; the application connects and closes it
 * @throws SignalWireWebhookConfigurationError if the client or an option is unusable
 *
 * @example
 * ```ts
 * const client = await createClient({ url: 'redis://localhost', disableOfflineQueue: true }).connect();
 * SignalWireWebhookModule.forRoot({ …, onceStore: redisOnceStore(client) })
 * ```
 *
 * @publicApi
 */
export function redisOnceStore(
  client: NodeRedisClient | IoRedisClient,
  options: RedisOnceStoreOptions = {},
): OnceStore {
  const misconfiguration = findMisconfiguration(options, OPTIONS);
  if (misconfiguration !== undefined) throw new SignalWireWebhookConfigurationError(misconfiguration);
  const { prefix } = withDefaults<RedisOnceStoreOptions, typeof TABLE>(options, TABLE);
  const run = scriptRunner(client);
  return {
    async acquire(id, leaseId, lease) {
      const result = RESULTS[await run(ACQUIRE, prefix + id, [leaseId, String(lease)])];
      if (result === undefined) throw new OnceStoreError('Redis returned an unexpected reply.');
      return result;
    },
    async complete(id, leaseId, ttl) {
      return (await run(COMPLETE, prefix + id, [leaseId, String(ttl)])) === 1;
    },
    async release(id, leaseId) {
      await run(RELEASE, prefix + id, [leaseId]);
    },
  };
}

type RunScript = (script: string, key: string, values: string[]) => Promise<number>;

function scriptRunner(client: unknown): RunScript {
  if (typeof client !== 'object' || client === null || !('eval' in client)) {
    throw new SignalWireWebhookConfigurationError(
      'redisOnceStore needs a client of redis or ioredis: redisOnceStore(await createClient().connect()).',
    );
  }
  if ('defineCommand' in client) {
    const ioRedis = client as IoRedisClient;
    return async (script, key, values) => Number(await ioRedis.eval(script, 1, key, ...values));
  }
  const nodeRedis = client as NodeRedisClient;
  return async (script, key, values) =>
    Number(await nodeRedis.eval(script, { keys: [key], arguments: values }));
}
