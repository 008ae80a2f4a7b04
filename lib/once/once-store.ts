/**
 * What a store says about a claim:
 *
 * - `claimed`: the event is the caller's to handle, until the lease ends.
 * - `running`: somebody else is handling it.
 * - `completed`: it was handled.
 *
 * @publicApi
 */
export type OnceClaim = 'claimed' | 'running' | 'completed';

/**
 * Remembers which events are being handled and which were. Three calls, each atomic across all processes that share
 * the store.
 *
 * A token names one attempt to handle an event. It fences: whoever holds an older token changes nothing for the attempt
 * that came after it.
 *
 * @publicApi
 */
export interface OnceStore {
  /**
   * Claims an event unless it is claimed by another token or completed. A repeated call with the same token, such as one
   * that a client sends again after a lost connection, is `claimed` like the first.
   *
   * @param id the event's identity, 64 hexadecimal digits
   * @param token the attempt
   * @param lease milliseconds after which an event that was neither completed nor released can be claimed again
   */
  claim(id: string, token: string, lease: number): OnceClaim | Promise<OnceClaim>;
  /**
   * Remembers for `ttl` milliseconds that the event was handled, also where the lease has ended but nobody else has claimed
   * the event since.
   *
   * @returns `false` if the event belongs to another attempt, and nothing changed
   */
  complete(id: string, token: string, ttl: number): boolean | Promise<boolean>;
  /** Gives the claim back, so that the event can be handled again; does nothing unless `token` holds it. */
  release(id: string, token: string): void | Promise<void>;
}
