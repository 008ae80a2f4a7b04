import { BODY_MISCONFIGURATIONS } from './body-misconfigurations.js';
import { KEY_MISCONFIGURATIONS } from './key-misconfigurations.js';
import type { Fix } from './misconfiguration.js';
import { SIGNATURE_MISCONFIGURATIONS } from './signature-misconfigurations.js';
import { URL_MISCONFIGURATIONS } from './url-misconfigurations.js';

/** The known mistakes: what each is called, and what fixes it. */
export const CATALOGUE = {
  ...URL_MISCONFIGURATIONS,
  ...BODY_MISCONFIGURATIONS,
  ...KEY_MISCONFIGURATIONS,
  ...SIGNATURE_MISCONFIGURATIONS,
} as const;

/**
 * The known mistakes by name, stable for scripts.
 *
 * @publicApi
 */
export type FindingCode = keyof typeof CATALOGUE;

export type FixContext = 'module' | 'function' | undefined;

/** The fix for those who read it: for all of them where that is not known. */
export function fixFor(code: FindingCode, context: FixContext): string {
  const fix: Fix = CATALOGUE[code].fix;
  if (typeof fix === 'string') return fix;
  return context ? fix[context] : `${fix.module} Without the module: ${fix.function}`;
}
