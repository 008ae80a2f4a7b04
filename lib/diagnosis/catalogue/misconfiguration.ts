export interface Misconfiguration {
  readonly title: string;
  readonly fix: Fix;
}

/** For the module's users, and for those who call `verifySignature` themselves; a text is for both. */
export type Fix = string | { readonly module: string; readonly function: string };

/**
 * Stands for the line that sets the public base of the URL that was signed, or for what is to be done where no such
 * line can make it right.
 */
export const PUBLIC_URL = '{publicUrl}';
