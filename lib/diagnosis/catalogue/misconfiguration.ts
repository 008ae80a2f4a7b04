export interface Misconfiguration {
  readonly title: string;
  readonly fix: Fix;
}

/** One fix for the module, and one for a caller of `verifySignature`. A string is for both. */
export type Fix = string | BothFixes;

interface BothFixes {
  readonly module: string;
  readonly function: string;
}

export function misconfiguration(title: string, fix: Fix): Misconfiguration {
  return { title, fix };
}

/** Changes the fix for the module and the fix for a caller of `verifySignature`. */
export function inBoth(fix: BothFixes, change: (fix: string) => string): BothFixes {
  return { module: change(fix.module), function: change(fix.function) };
}

export function addNoSystem(fix: string): string {
  return `${fix} If none of your systems adds parameters, the request was changed in transit.`;
}

/**
 * Placeholder for the line that sets the `publicUrl` of the signed URL, or for the fix if no `publicUrl` leads to that URL.
 */
export const PUBLIC_URL = '{publicUrl}';
