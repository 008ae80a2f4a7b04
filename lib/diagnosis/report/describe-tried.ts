import { printableList } from '../printable-text.js';
import { type Aspect, ASPECTS, type Change } from '../search/candidate.js';
import type { Tried } from '../search/search.js';

const TITLES: Record<Aspect, string> = {
  protocol: 'protocols',
  host: 'hosts',
  port: 'ports',
  credentials: 'credentials',
  prefix: 'path prefixes',
  path: 'the path',
  query: 'the query',
  fragment: 'fragments',
  body: 'the body',
  key: 'keys',
};
const MAX_SHOWN = 40;

/** Lists the changes that were tried, in one line for each part of the request. */
export function describeTried({ single, pairs, triples, isComplete }: Tried): string[] {
  const lines = ASPECTS.flatMap((aspect) => {
    const labels = labelsOf(single, aspect);
    return labels.length === 0 ? [] : [`${TITLES[aspect]}: ${printableList(labels, MAX_SHOWN)}`];
  });
  if (pairs + triples > 0) lines.push(`together: ${pairs} combinations of two of these, ${triples} of three`);
  if (lines.length > 0 && !isComplete)
    lines.push('the search limit was reached, so less likely combinations were not tried');
  return lines;
}

function labelsOf(single: readonly Change[], aspect: Aspect): string[] {
  return [...new Set(single.filter((change) => change.aspect === aspect).map(({ label }) => label))];
}
