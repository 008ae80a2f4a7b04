import { oneOf, type OptionTable } from '../signature/options/option.js';

/**
 * What happens to requests that are not verified; the option `mode` explains each.
 *
 * @publicApi
 */
export type VerificationMode = 'enforce' | 'report';

export interface ModeOptions {
  /**
   * - `enforce`: a request that is not proven to come from SignalWire is rejected.
   * - `report`: it is verified, reported, and **let through whatever comes of it**. No protection: for the days in which
   *   verification is switched on in a live system, see `docs/rolling-out.md`.
   *
   * @default 'enforce'
   */
  readonly mode?: VerificationMode;
}

export const MODE_TABLE = { mode: oneOf('enforce', 'report') } satisfies OptionTable<ModeOptions>;
