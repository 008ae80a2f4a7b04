/** A known misconfiguration. */
export interface Misconfiguration {
  /** Title of the misconfiguration, in one sentence. */
  readonly title: string;
  /** Fix of the misconfiguration. */
  readonly fix: Fix;
}

/** One fix for each reader. A string is for all of them. */
export type Fix = string | Fixes;

/** The fixes of a misconfiguration. */
interface Fixes {
  /** For a user of the module. */
  readonly module: string;
  /** For a caller of `verifySignature`. */
  readonly function: string;
  /** For a reader of the CLI's output, if it is not the fix for the module. */
  readonly cli?: string;
}

/** Returns the fix for the reader, or the fixes for module and function if the reader is unknown. */
export function inContext(fix: Fix, context: 'module' | 'function' | 'cli' | undefined): string {
  if (typeof fix === 'string') return fix;
  if (context !== undefined) return fix[context] ?? fix.module;
  return fix.module === fix.function ? fix.module : `${fix.module} Without the module: ${fix.function}`;
}

export function misconfiguration(title: string, fix: Fix): Misconfiguration {
  return { title, fix };
}

/** Changes the fix for the module and the fix for a caller of `verifySignature`. */
export function inBoth(fix: Fixes, change: (fix: string) => string): Fixes {
  return { module: change(fix.module), function: change(fix.function) };
}

export function addNoSystem(fix: string): string {
  return `${fix} If none of your systems adds parameters, the request was changed in transit.`;
}

/**
 * Placeholder for the line that sets the `publicUrl` of the signed URL, or for the fix if no `publicUrl` leads to that URL.
 */
export const PUBLIC_URL = '{publicUrl}';
