import { flag, type OptionTable } from '../signature/options/option.js';

export interface PreflightOptions {
  /**
   * Asks through `publicUrl` once, when the application listens, whether it leads here, and logs what the application sees.
   * Talks to nothing but `publicUrl`, which must be a string.
   *
   * @default false
   */
  readonly preflight?: boolean;
}

export const PREFLIGHT_TABLE = { preflight: flag(false) } satisfies OptionTable<PreflightOptions>;

/** What is wrong if there is no URL to ask through. */
export function findPreflightMisconfiguration(
  { preflight }: PreflightOptions,
  publicUrl: unknown,
): string | undefined {
  if (preflight !== true || typeof publicUrl === 'string') return undefined;
  return "preflight needs a publicUrl that is a string, to ask through. Fix: publicUrl: 'https://example.com'";
}
