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
 * Options of a route that handles each event once. Times are in milliseconds.
 *
 * @publicApi
 */
export interface OnceOptions {
  /**
   * Time for which a handled event is remembered; at least `maxAge`.
   *
   * @default 3_600_000
   */
  readonly ttl?: number;
  /**
   * Time for which one handler has an event. If a process dies, a retry can handle the event after this time. Choose it longer than
   * the slowest handler, but short, because SignalWire makes only three attempts.
   *
   * @default 10_000
   */
  readonly lease?: number;
  /**
   * Returns a key that identifies an event by its verified fields. The event ID also depends on the tenant of the matching key, the
   * host and the registered path. If the function returns `undefined` or an empty string, the whole signed string identifies the
   * event.
   *
   * SignalWire signs no separators between fields, so an attacker who captured a request can move characters from one field into
   * the next. The ID of the signed string does not change then, but a key of fields does. Set `maxAge` together with `key`.
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
   * Maximum age of an event. An event is rejected as `expired-event` if its timestamp is older, as far in the future, or unreadable.
   * The timestamp is `Timestamp`, `timestamp` or `message.timestamp` of the payload. In the signed string of a form or a query,
   * every time after the name `Timestamp` is checked, even in a message text. An event without a timestamp is accepted.
   *
   * @default no limit
   */
  readonly maxAge?: number;
  /**
   * Handling of an event while the store fails or times out.
   *
   * - `unavailable`: the response is 503, so that SignalWire retries a status callback.
   * - `handle`: the event is handled without the check, possibly more than once.
   *
   * @default 'unavailable'
   */
  readonly onStoreFailure?: 'unavailable' | 'handle';
  /**
   * Time limit of each call of the store. SignalWire stops waiting for a response after 5 seconds.
   *
   * @default 1_000
   */
  readonly timeout?: number;
}

/** Option of a route that handles each event once. */
export interface OnceRouteOptions {
  /**
   * Handles each event once. Use it for status callbacks, not for instruction webhooks, which can legitimately repeat within a call
   * (`<Redirect>`, `<Gather>`). A duplicate gets 204, and an event that is still being handled gets 503; the handler does not run.
   * Unless `content` is set, the route accepts parameters in the query only if it is registered for GET or HEAD alone.
   * See `docs/how-to/once.md`.
   *
   * @default false
   */
  readonly once?: boolean | OnceOptions;
}

/** Option of the module for routes that handle each event once. */
export interface OnceModuleOptions {
  /**
   * Store of handled events. For several processes, use `redisOnceStore(client)` of `nestjs-signalwire-webhook/redis` or
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

/** @returns `undefined` for a route without `once` */
export function onceSettings(once: boolean | OnceOptions | undefined): OnceSettings | undefined {
  if (once === undefined || once === false) return undefined;
  return withDefaults<OnceOptions, typeof ONCE_TABLE>(once === true ? {} : once, ONCE_TABLE);
}

function findReplayMisconfiguration(options: OnceOptions): string | undefined {
  const { maxAge = 0, ttl } = withDefaults<OnceOptions, typeof ONCE_TABLE>(options, ONCE_TABLE);
  if (maxAge <= ttl) return undefined;
  return (
    `once.maxAge (${maxAge}) is longer than once.ttl (${ttl}), so an event could be replayed after it is forgotten. ` +
    `Fix: once: { maxAge: ${maxAge}, ttl: ${maxAge} }`
  );
}

function isStore(store: unknown): boolean {
  if (typeof store !== 'object' || store === null) return false;
  return STORE_METHODS.every((name) => typeof (store as Record<string, unknown>)[name] === 'function');
}
