import type { DiagnosisHints } from '../diagnosis.js';
import type { HeaderIndex } from '../headers.js';
import { originChanges } from './origin-changes.js';
import { PATH_CHANGES } from './path-changes.js';
import { prefixChanges } from './prefix-changes.js';
import { queryChanges } from './query-changes.js';
import { ofUrl, type UrlChange } from './url-change.js';
import type { UrlParts } from './url-parts.js';

/** Returns all changes that may turn this URL into the signed URL. */
export function urlChanges(here: UrlParts, headers: HeaderIndex, hints: DiagnosisHints): UrlChange[] {
  return [
    ...originChanges(here, headers, hints),
    ...prefixChanges(here, headers, hints),
    ...PATH_CHANGES,
    ...queryChanges(here),
    ...fragmentChanges(here),
  ];
}

function fragmentChanges({ fragment }: UrlParts): UrlChange[] {
  if (fragment === '') return [];
  return [ofUrl('url-fragment', 'fragment', 1, 'none', () => ({ fragment: '' }))];
}
