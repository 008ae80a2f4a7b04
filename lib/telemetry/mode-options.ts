import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * What happens to requests that are not verified; the option `mode` explains each.
 *
 * @publicApi
 */
export type VerificationMode = 'enforce' | 'report';

export interface ModeOptions {
  /**
   * - `enforce`: a request that is not proven to come from SignalWire is refused.
   * - `report`: it is verified, reported, and **let through whatever comes of it**. No protection: for the days in which
   *   verification is switched on in a live system, see `docs/rolling-out.md`.
   *
   * @default 'enforce'
   */
  readonly mode?: VerificationMode;
}

const MAX_SHOWN = 40;

export const MODE_OPTION_CHECKS = {
  mode: (value: unknown): void => {
    if (value === 'enforce' || value === 'report') return;
    throw new SignalWireWebhookConfigurationError(
      `mode must be 'enforce' or 'report', and is ${describe(value)}. Leave it out for 'enforce'.`,
    );
  },
};

function describe(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : `of type ${typeof value}`;
  if (value.trim() === '') return 'blank: is the environment variable set?';
  return JSON.stringify(value.slice(0, MAX_SHOWN));
}
