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
