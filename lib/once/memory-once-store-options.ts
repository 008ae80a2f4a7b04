import {
  oneOf,
  type OptionTable,
  wholeNumber,
  type WithDefaults,
  withDefaults,
} from '../signature/options/option.js';
import { findMisconfiguration } from '../signature/options/option-set.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * Options of {@link MemoryOnceStore}.
 *
 * @publicApi
 */
export interface MemoryOnceStoreOptions {
  /**
   * Maximum number of remembered events, running and completed together.
   *
   * @default 100_000
   */
  readonly maxEvents?: number;
  /**
   * Handling of a new event when the store is full. A running event is never evicted.
   *
   * - `evict`: the event that was completed first is evicted early, and could be handled again. The log shows how long events are
   *   actually remembered.
   * - `unavailable`: the new event is not acquired, and the route's `onStoreFailure` applies.
   *
   * @default 'evict'
   */
  readonly onFull?: 'evict' | 'unavailable';
}

const TABLE = {
  maxEvents: wholeNumber({ default: 100_000 }),
  onFull: oneOf('evict', 'unavailable'),
} satisfies OptionTable<MemoryOnceStoreOptions>;

const OPTIONS = {
  owner: 'new MemoryOnceStore()',
  table: TABLE,
  example: 'new MemoryOnceStore({ maxEvents: 100_000 })',
};

/** @throws SignalWireWebhookConfigurationError if an option is unknown or unusable */
export function memoryOnceStoreSettings(
  options: MemoryOnceStoreOptions,
): WithDefaults<MemoryOnceStoreOptions, typeof TABLE> {
  const misconfiguration = findMisconfiguration(options, OPTIONS);
  if (misconfiguration !== undefined) throw new SignalWireWebhookConfigurationError(misconfiguration);
  return withDefaults<MemoryOnceStoreOptions, typeof TABLE>(options, TABLE);
}
