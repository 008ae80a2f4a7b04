import type { VerifiedWebhookData } from '../request/verified-webhook.js';
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
   * What makes an event the same event, from verified fields: within the project whose keys matched and the URL without its
   * query. Where it gives `undefined` or an empty string, what was signed decides.
   *
   * SignalWire signs no separators between fields: who captured a request can move characters from one field into the next.
   * The identity by what was signed does not change by that, and that by fields does, so set `maxAge` as well.
   *
   * @default all that was signed: URL and parameters, or body
   *
   * @example
   * ```ts
   * key: ({ payload }) => `${payload.CallSid}/${payload.SequenceNumber}`
   * ```
   */
  readonly key?: (webhook: VerifiedWebhookData) => string | undefined;
  /**
   * Refuses events whose signed `Timestamp` or `timestamp` is older. With `ttl` no shorter, no replay is ever handled. An
   * event that has no timestamp passes; one whose timestamp cannot be read does not.
   *
   * @default no limit
   */
  readonly maxAge?: number;
  /**
   * What happens while the store fails or does not respond in time.
   *
   * - `refuse`: 503, so that SignalWire tries a status callback again.
   * - `handle`: the event is handled without the check, perhaps more than once.
   *
   * @default 'refuse'
   */
  readonly onStoreFailure?: 'refuse' | 'handle';
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

const DEFAULTS = {
  ttl: 3_600_000,
  lease: 10_000,
  onStoreFailure: 'refuse',
  timeout: 1_000,
} as const satisfies OnceOptions;

/** The options of a route that handles each event once, with their defaults. */
export type OnceSettings = Required<Omit<OnceOptions, 'key' | 'maxAge'>> &
  Pick<OnceOptions, 'key' | 'maxAge'>;

/** @returns `undefined` for a route that handles whatever comes */
export function onceSettings(once: boolean | OnceOptions | undefined): OnceSettings | undefined {
  if (once === undefined || once === false) return undefined;
  if (once === true) return DEFAULTS;
  return {
    ttl: once.ttl ?? DEFAULTS.ttl,
    lease: once.lease ?? DEFAULTS.lease,
    onStoreFailure: once.onStoreFailure ?? DEFAULTS.onStoreFailure,
    timeout: once.timeout ?? DEFAULTS.timeout,
    ...(once.key && { key: once.key }),
    ...(once.maxAge !== undefined && { maxAge: once.maxAge }),
  };
}
