import type { SignedRequest } from '../signature/index.js';
import type { DiagnosisHints } from './diagnosis.js';
import { applyUrlChanges, type UrlChange, urlChanges } from './url-changes.js';
import { joinUrl, NO_PARTS, splitUrl, type UrlParts } from './url-parts.js';

/** A URL that may have been signed, and what tells it from the one that was verified. */
export interface UrlCandidate {
  readonly text: string;
  readonly parts: UrlParts;
  readonly changes: readonly UrlChange[];
}

export interface UrlCandidates {
  readonly here: UrlCandidate;
  /** One change each, the likeliest first. */
  readonly single: readonly UrlCandidate[];
  /** Two changes each, or three where two of them are the protocol and the host; the likeliest first. */
  readonly combined: () => Iterable<UrlCandidate>;
}

export function urlCandidates(request: SignedRequest, hints: DiagnosisHints): UrlCandidates {
  const parts = splitUrl(request.url);
  const changes = parts ? effectiveChanges(parts, urlChanges(parts, request, hints)) : [];
  const here = { text: request.url, parts: parts ?? NO_PARTS, changes: [] };
  const singles = changes.map((change) => [change]);
  return {
    here,
    single: [...toCandidates(here.parts, singles)],
    combined: () => toCandidates(here.parts, combine(changes)),
  };
}

/** Those that change this URL, and of several with one result the first. */
function effectiveChanges(here: UrlParts, changes: readonly UrlChange[]): UrlChange[] {
  const seen = new Set([joinUrl(here)]);
  return changes.filter((change) => {
    const url = applyUrlChanges(here, [change]);
    if (url === undefined || seen.has(joinUrl(url))) return false;
    seen.add(joinUrl(url));
    return true;
  });
}

function combine(changes: readonly UrlChange[]): UrlChange[][] {
  const pairs = changes.flatMap((first, index) =>
    changes
      .slice(index + 1)
      .filter(({ component }) => component !== first.component)
      .map((second) => [first, second]),
  );
  const origins = pairs.filter(
    ([first, second]) => first?.component === 'protocol' && second?.component === 'host',
  );
  const others = changes.filter(({ component }) => component !== 'protocol' && component !== 'host');
  return [...pairs, ...origins.flatMap((origin) => others.map((other) => [...origin, other]))];
}

function* toCandidates(here: UrlParts, combinations: readonly UrlChange[][]): Generator<UrlCandidate> {
  const likeliestFirst = [...combinations].sort((a, b) => rankOf(a) - rankOf(b));
  for (const changes of likeliestFirst) {
    const parts = applyUrlChanges(here, changes);
    if (parts) yield { text: joinUrl(parts), parts, changes };
  }
}

function rankOf(changes: readonly UrlChange[]): number {
  return changes.reduce((sum, { rank }) => sum + rank, 0);
}
