import { BODY_MISTAKES } from './body-misconfigurations.js';
import { KEY_MISTAKES } from './key-misconfigurations.js';
import type { Fix } from './misconfiguration.js';
import { SIGNATURE_MISTAKES } from './signature-misconfigurations.js';
import { URL_MISTAKES } from './url-misconfigurations.js';

/** The known mistakes: what each is called, and what fixes it. */
export const CATALOGUE = {
  ...URL_MISTAKES,
  ...BODY_MISTAKES,
  ...KEY_MISTAKES,
  ...SIGNATURE_MISTAKES,
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
