import { oneOf, type OptionTable } from '../signature/options/option.js';

/**
 * Handling of unverified requests; see the option `mode`.
 *
 * @publicApi
 */
export type VerificationMode = 'enforce' | 'report';

/** Option for the handling of unverified requests. */
export interface ModeOptions {
  /**
   * Handling of unverified requests:
   *
   * - `enforce`: an unverified request is rejected.
   * - `report`: every request is verified and reported, and **even an unverified request is allowed**. This mode does not protect
   *   the route. Use it for a few days when you add verification to a live system: see `docs/how-to/rolling-out.md`.
   *
   * @default 'enforce'
   */
  readonly mode?: VerificationMode;
}

export const MODE_TABLE = { mode: oneOf('enforce', 'report') } satisfies OptionTable<ModeOptions>;
