import {
  oneOf,
  type OptionTable,
  wholeNumber,
  type WithDefaults,
  withDefaults,
} from '../signature/options/option.js';
import { findOptionMistake } from '../signature/options/option-set.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * Options of {@link MemoryOnceStore}.
 *
 * @publicApi
 */
export interface MemoryOnceStoreOptions {
  /**
   * How many events are remembered, running and completed together.
   *
   * @default 100_000
   */
  readonly maxEvents?: number;
  /**
   * What happens to a new event when the store is full. A running claim is never forgotten.
   *
   * - `evict`: the event that was completed first is forgotten before its time, and could be handled again. The log says
   *   how long events really are remembered.
   * - `refuse`: the new event is not claimed, and the route's `onStoreFailure` decides.
   *
   * @default 'evict'
   */
  readonly onFull?: 'evict' | 'refuse';
}

const TABLE = {
  maxEvents: wholeNumber({ default: 100_000 }),
  onFull: oneOf('evict', 'refuse'),
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
  const mistake = findOptionMistake(options, OPTIONS);
  if (mistake !== undefined) throw new SignalWireWebhookConfigurationError(mistake);
  return withDefaults<MemoryOnceStoreOptions, typeof TABLE>(options, TABLE);
}
