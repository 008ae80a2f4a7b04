/**
 * What a store says about a acquire:
 *
 * - `acquired`: the caller handles the event, until the lease ends.
 * - `running`: somebody else is handling it.
 * - `completed`: it was handled.
 *
 * @publicApi
 */
export type OnceAcquireResult = 'acquired' | 'running' | 'completed';

/**
 * Remembers which events are being handled and which were. Three calls, each atomic across all processes that share
 * the store.
 *
 * A leaseId names one attempt to handle an event. It fences: whoever holds an older leaseId changes nothing for the attempt
 * that came after it.
 *
 * @publicApi
 */
export interface OnceStore {
  /**
   * Claims an event unless it is claimed by another leaseId or completed. A repeated call with the same leaseId, such as one
   * that a client sends again after a lost connection, is `claimed` like the first.
   *
   * @param id the event's identity, 64 hexadecimal digits
   * @param leaseId the attempt
   * @param lease milliseconds after which an event that was neither completed nor released can be claimed again
   */
  acquire(id: string, leaseId: string, lease: number): OnceAcquireResult | Promise<OnceAcquireResult>;
  /**
   * Remembers for `ttl` milliseconds that the event was handled, also where the lease has ended but nobody else has claimed
   * the event since.
   *
   * @returns `false` if the event belongs to another attempt, and nothing changed
   */
  complete(id: string, leaseId: string, ttl: number): boolean | Promise<boolean>;
  /** Gives the acquire back, so that the event can be handled again; does nothing unless `leaseId` holds it. */
  release(id: string, leaseId: string): void | Promise<void>;
}
