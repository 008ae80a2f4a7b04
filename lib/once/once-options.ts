import {
  functionOption,
  MAX_TIMER,
  oneOf,
  option,
  type OptionTable,
  wholeNumber,
  withDefaults,
} from '../signature/options/option.js';
import { group } from '../signature/options/option-set.js';
import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import type { OnceStore } from './once-store.js';

/**
 * How a route handles each event once; each time is in milliseconds.
 *
 * @publicApi
 */
export interface OnceOptions {
  /**
   * How long a handled event is remembered. At least `maxAge`.
   *
   * @default 3_600_000
   */
  readonly ttl?: number;
  /**
   * How long an event may be handled before another attempt may begin: what a process that died leaves behind is handled by
   * a retry after this time. Longer than the slowest handler, and short, since SignalWire tries three times.
   *
   * @default 10_000
   */
  readonly lease?: number;
  /**
   * Returns what makes an event the same event, from verified fields. It counts within the tenant whose key matched, the host and
   * the path that the route is registered for. If it returns `undefined` or an empty string, the whole signed string counts.
   *
   * SignalWire signs no separators between fields: an attacker who captured a request can move characters from one field into the
   * next. The identity over the signed string does not change by that. A key made of fields does, so set `maxAge` too.
   *
   * @default the whole signed string: URL and parameters, or body
   *
   * @example
   * ```ts
   * key: ({ payload }) => `${payload.CallSid}/${payload.SequenceNumber}`
   * ```
   */
  readonly key?: (webhook: VerifiedWebhookData) => string | undefined;
  /**
   * Rejects an event with a timestamp that is older, as far in the future, or unreadable, in milliseconds. The payload's
   * `Timestamp`, `timestamp` and `message.timestamp` count, and every time that the signed string of a form or a query spells after
   * the name `Timestamp`: a message text that spells an old time is rejected too. An event without a timestamp passes.
   *
   * @default no limit
   */
  readonly maxAge?: number;
  /**
   * What happens while the store fails or does not respond in time.
   *
   * - `unavailable`: 503, so that SignalWire tries a status callback again.
   * - `handle`: the event is handled without the check, perhaps more than once.
   *
   * @default 'unavailable'
   */
  readonly onStoreFailure?: 'unavailable' | 'handle';
  /**
   * How long each call of the store may take. SignalWire waits five seconds in all.
   *
   * @default 1_000
   */
  readonly timeout?: number;
}

/**
 * The options of a route for handling each event once.
 *
 * @publicApi
 */
export interface OnceRouteOptions {
  /**
   * Handles each event once: for status callbacks. Not for webhooks that return instructions, which may honestly repeat within
   * a call (`<Redirect>`, `<Gather>`). A duplicate gets 204 and an event that is being handled 503, without a run of the handler.
   * A route that is not registered for GET or HEAD alone accepts no parameters in the query, unless `content` is set.
   * See `docs/once.md`.
   *
   * @default false
   */
  readonly once?: boolean | OnceOptions;
}

/**
 * The options of the module for handling each event once.
 *
 * @publicApi
 */
export interface OnceModuleOptions {
  /**
   * Where events are remembered: for several processes `redisOnceStore(client)` of `nestjs-signalwire-webhook/redis` or
   * `postgresOnceStore(pool)` of `nestjs-signalwire-webhook/postgres`.
   *
   * @default a {@link MemoryOnceStore} of 100,000 events
   */
  readonly onceStore?: OnceStore;
}

const ONCE_TABLE = {
  ttl: wholeNumber({ unit: 'milliseconds', default: 3_600_000 }),
  lease: wholeNumber({ unit: 'milliseconds', default: 10_000 }),
  key: functionOption('({ payload }) => payload.CallSid'),
  maxAge: wholeNumber({ unit: 'milliseconds', default: undefined, example: 300_000 }),
  onStoreFailure: oneOf('unavailable', 'handle'),
  timeout: wholeNumber({ unit: 'milliseconds', default: 1_000, max: MAX_TIMER }),
} satisfies OptionTable<OnceOptions>;

export const ONCE_ROUTE_TABLE = {
  once: group(
    {
      table: ONCE_TABLE,
      example: '{ ttl: 3_600_000 }',
      isOther: (value) => typeof value === 'boolean',
      other: 'true, false',
      checkTogether: findReplayMisconfiguration,
    },
    false,
  ),
} satisfies OptionTable<OnceRouteOptions>;

const STORE_METHODS = ['acquire', 'complete', 'release'];

export const ONCE_MODULE_TABLE = {
  onceStore: option({
    isUsable: isStore,
    wanted: `a store with the methods ${STORE_METHODS.join(', ')}`,
    example: 'redisOnceStore(client)',
  }),
} satisfies OptionTable<OnceModuleOptions>;

/** The options of a route that handles each event once, with their defaults. */
export type OnceSettings = Required<Omit<OnceOptions, 'key' | 'maxAge'>> &
  Pick<OnceOptions, 'key' | 'maxAge'>;

/** @returns `undefined` for a route that handles whatever comes */
export function onceSettings(once: boolean | OnceOptions | undefined): OnceSettings | undefined {
  if (once === undefined || once === false) return undefined;
  return withDefaults<OnceOptions, typeof ONCE_TABLE>(once === true ? {} : once, ONCE_TABLE);
}

function findReplayMisconfiguration(options: OnceOptions): string | undefined {
  const { maxAge = 0, ttl } = withDefaults<OnceOptions, typeof ONCE_TABLE>(options, ONCE_TABLE);
  if (maxAge <= ttl) return undefined;
  return (
    `once.maxAge (${maxAge}) is longer than once.ttl (${ttl}), so that an event could be replayed when it is forgotten. ` +
    `Fix: once: { maxAge: ${maxAge}, ttl: ${maxAge} }`
  );
}

function isStore(store: unknown): boolean {
  if (typeof store !== 'object' || store === null) return false;
  return STORE_METHODS.every((name) => typeof (store as Record<string, unknown>)[name] === 'function');
}
