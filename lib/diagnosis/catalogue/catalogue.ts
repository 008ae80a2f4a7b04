import { BODY_MISCONFIGURATIONS } from './body-misconfigurations.js';
import { KEY_MISCONFIGURATIONS } from './key-misconfigurations.js';
import { inContext } from './misconfiguration.js';
import { SIGNATURE_MISCONFIGURATIONS } from './signature-misconfigurations.js';
import { URL_MISCONFIGURATIONS } from './url-misconfigurations.js';

/** The known misconfigurations, with the title and the fix of each. */
export const CATALOGUE = {
  ...URL_MISCONFIGURATIONS,
  ...BODY_MISCONFIGURATIONS,
  ...KEY_MISCONFIGURATIONS,
  ...SIGNATURE_MISCONFIGURATIONS,
} as const;

/**
 * The code of a known misconfiguration, stable for scripts.
 *
 * @publicApi
 */
export type FindingCode = keyof typeof CATALOGUE;

export type FixContext = 'module' | 'function' | 'cli' | undefined;

/** Returns the fix for the context, or the fixes for module and function if the context is unknown. */
export function fixFor(code: FindingCode, context: FixContext): string {
  return inContext(CATALOGUE[code].fix, context);
}
