export interface Misconfiguration {
  readonly title: string;
  readonly fix: Fix;
}

/** One fix for the module and one for a caller of `verifySignature`. A string is for both. */
export type Fix = string | { readonly module: string; readonly function: string };

/**
 * Placeholder for the line that sets the `publicUrl` of the signed URL, or for the fix if no `publicUrl` leads to that URL.
 */
export const PUBLIC_URL = '{publicUrl}';
