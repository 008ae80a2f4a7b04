/**
 * Result of {@link OnceStore.acquire}:
 *
 * - `acquired`: the caller may handle the event until the lease ends.
 * - `running`: a different attempt is handling the event.
 * - `completed`: the event was handled.
 *
 * @publicApi
 */
export type OnceAcquireResult = 'acquired' | 'running' | 'completed';

/**
 * Remembers which events are being handled and which were handled. Each of the three calls must be atomic across all processes
 * that share the store.
 *
 * A lease ID names one attempt to handle an event. A call with the lease ID of an earlier attempt must not affect a later
 * attempt.
 *
 * @publicApi
 */
export interface OnceStore {
  /**
   * Acquires the lease of an event, unless another attempt has the lease or the event is completed. A repeated call with the same
   * lease ID, such as a retry of a client after a lost connection, returns `acquired` again.
   *
   * @param id the event ID, 64 hexadecimal digits
   * @param leaseId the lease ID of the attempt
   * @param lease milliseconds after which an event that was neither completed nor released can be acquired again
   */
  acquire(id: string, leaseId: string, lease: number): OnceAcquireResult | Promise<OnceAcquireResult>;
  /**
   * Remembers for `ttl` milliseconds that the event was handled. This applies even after the end of the lease, if no different
   * attempt has acquired the event.
   *
   * @returns `false`, without a change, if the event belongs to a different attempt
   */
  complete(id: string, leaseId: string, ttl: number): boolean | Promise<boolean>;
  /** Releases the event, so that it can be handled again. It has no effect if `leaseId` has not acquired the event. */
  release(id: string, leaseId: string): void | Promise<void>;
}
