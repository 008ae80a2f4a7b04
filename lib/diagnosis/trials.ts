import { createHash } from 'node:crypto';

import type { SignedRequest } from '../signature/index.js';
import { bodyChanges } from './body-changes.js';
import type { FindingCode } from './catalogue.js';
import type { Content } from './content.js';
import { type DiagnosisHints, MAX_DIAGNOSIS_HMACS } from './diagnosis.js';
import { type KeyCandidate, keyChanges } from './key-changes.js';
import { contentTypeChanges, expectedContents } from './scheme-changes.js';
import { type UrlCandidate, urlCandidates } from './url-candidates.js';

/** What may have been signed, and with which key. */
export interface Trial {
  readonly url: UrlCandidate;
  readonly content: Content;
  readonly key: KeyCandidate;
}

export interface Stage {
  /** Of pairs: the single changes have titles of their own. */
  readonly title?: string;
  /** Of the whole budget, what may be spent at the end of this stage. */
  readonly limit: number;
  /** The likeliest first. */
  readonly trials: Iterable<Trial>;
}

const LIKELIEST_SINGLE = 4;
const LIKELIEST_COMBINED = 8;

/** What is tried, in this order: single changes before pairs. */
export function* stages(
  request: SignedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Generator<Stage> {
  const expected = expectedContents(request);
  const { here, single, combined } = urlCandidates(request, hints);
  const otherKeys = keyChanges(keys, hints);
  yield { limit: 100, trials: trials([here], expected, keys) };
  yield { limit: 140, trials: trials(single, expected, keys) };
  const contents = changedContents(request, expected);
  yield { limit: 210, trials: trials([here], contents, keys) };
  yield { limit: 260, trials: trials([here], expected, otherKeys) };
  yield { title: 'Two changes of the URL', limit: 330, trials: trials(combined(), expected, keys) };
  const likely = [...single.slice(0, LIKELIEST_SINGLE), ...take(combined(), LIKELIEST_COMBINED)];
  yield { title: 'Another URL with another key', limit: 360, trials: trials(likely, expected, otherKeys) };
  yield { title: 'Another URL with another body', limit: 390, trials: trials(likely, contents, keys) };
  yield {
    title: 'Another body with another key',
    limit: MAX_DIAGNOSIS_HMACS,
    trials: trials([here], contents, otherKeys),
  };
}

/** Those that differ from what the content type says, each once. */
function changedContents(request: SignedRequest, expected: readonly Content[]): Content[] {
  const seen = new Set(expected.map(fingerprint));
  return [...contentTypeChanges(request), ...bodyChanges(request)].filter((content) => {
    const isNew = !seen.has(fingerprint(content));
    seen.add(fingerprint(content));
    return isNew;
  });
}

function fingerprint({ scheme, parts }: Content): string {
  const hash = createHash('sha256').update(scheme);
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}

function* trials(
  urls: Iterable<UrlCandidate>,
  contents: readonly Content[],
  keys: readonly KeyCandidate[],
): Generator<Trial> {
  for (const url of urls) {
    for (const content of contents) for (const key of keys) yield { url, content, key };
  }
}

function take<Value>(values: Iterable<Value>, count: number): Value[] {
  const taken: Value[] = [];
  for (const value of values) {
    if (taken.length === count) break;
    taken.push(value);
  }
  return taken;
}

export function codesOf({ url, content, key }: Trial): FindingCode[] {
  const codes = [...url.changes.map(({ code }) => code), content.change?.code, key.change];
  return codes.filter((code) => code !== undefined);
}
