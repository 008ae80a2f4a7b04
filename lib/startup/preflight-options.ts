import { flag, type OptionTable } from '../signature/options/option.js';

/** Option for a check of `publicUrl` at startup. */
export interface PreflightOptions {
  /**
   * Checks once, when the application listens, that `publicUrl` leads to this application, and logs the URL that the application
   * receives. The check sends one request, to `publicUrl`, which must be a string.
   *
   * @default false
   */
  readonly preflight?: boolean;
}

export const PREFLIGHT_TABLE = { preflight: flag(false) } satisfies OptionTable<PreflightOptions>;

/** Returns an error message if `preflight` has no URL to call. */
export function findPreflightMisconfiguration(
  { preflight }: PreflightOptions,
  publicUrl: unknown,
): string | undefined {
  if (preflight !== true || typeof publicUrl === 'string') return undefined;
  return "preflight needs a publicUrl to call, as a string. Fix: publicUrl: 'https://example.com'";
}
