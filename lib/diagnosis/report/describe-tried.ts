import { printableList } from '../printable-text.js';
import { type Aspect, ASPECTS, type Change } from '../candidate.js';
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
export function describeTried(tried: Tried): string[] {
  const { single, pairs, triples, isComplete } = tried;
  const lines = ASPECTS.flatMap((aspect) => {
    const labels = labelsOf(single, [aspect]);
    return labels.length === 0 ? [] : [`${TITLES[aspect]}: ${printableList(labels, MAX_SHOWN)}`];
  });
  if (pairs + triples > 0) lines.push(`together: ${pairs} combinations of two of these, ${triples} of three`);
  if (lines.length > 0 && !isComplete)
    lines.push('the search limit was reached, so less likely combinations were not tried');
  return lines;
}

/** Returns how many changes were tried: `81 changes of the URL, 32 of the body, 9 of the key, and 1203 combinations`. */
export function countTried({ single, pairs, triples, isComplete }: Tried): string {
  const urlAspects = ASPECTS.filter((aspect) => aspect !== 'body' && aspect !== 'key');
  const [url, body, key] = [urlAspects, ['body'], ['key']].map((aspects) => labelsOf(single, aspects).length);
  const limit = isComplete ? '' : ', up to the search limit';
  return `${url} changes of the URL, ${body} of the body, ${key} of the key, and ${pairs + triples} combinations${limit}`;
}

function labelsOf(single: readonly Change[], aspects: readonly string[]): string[] {
  return [...new Set(single.filter(({ aspect }) => aspects.includes(aspect)).map(({ label }) => label))];
}
