import type { DiagnosisHints } from '../diagnosis/index.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * How refused requests are diagnosed, with what you know and the requests do not show.
 *
 * @publicApi
 */
export interface DiagnosticsOptions extends Pick<DiagnosisHints, 'hosts' | 'pathPrefixes' | 'otherKeys'> {
  /** The least time between two diagnoses of one route for one reason, in milliseconds. @default 60_000 */
  readonly interval?: number;
}

export interface DiagnosticsModuleOptions {
  /**
   * Logs for a refused request which known mistake explains it, and the line that fixes it; at most once a minute for each route and reason.
   * Never in the response. For the time of the set-up, or with what you know as hints.
   *
   * @default false
   */
  readonly diagnostics?: boolean | DiagnosticsOptions;
}

const NAMES = ['interval', 'hosts', 'pathPrefixes', 'otherKeys'];

export const DIAGNOSTICS_OPTION_CHECKS = {
  diagnostics: (value: unknown): void => {
    if (typeof value === 'boolean' || isDiagnosticsOptions(value)) return;
    throw new SignalWireWebhookConfigurationError(
      `diagnostics must be true, false or an object of ${NAMES.join(', ')}, such as diagnostics: { hosts: ['example.com'] }.`,
    );
  },
};

function isDiagnosticsOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { interval } = value as { interval?: unknown };
  const isInterval = interval === undefined || (typeof interval === 'number' && interval >= 0);
  return isInterval && Object.keys(value).every((name) => NAMES.includes(name));
}
