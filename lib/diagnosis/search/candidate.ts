import { lengthOf, type SignedBody } from '../body/signed-body.js';
import type { BodyChange } from '../body/body-change.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import type { KeyCandidate, KeyChange } from '../key/key-changes.js';
import type { UrlAspect, UrlChange } from '../url/url-change.js';
import { joinUrl, type UrlParts } from '../url/url-parts.js';

/** What may have been signed, and with which keys. */
export interface Candidate {
  readonly url: string;
  /** `undefined` where the URL was not understood. */
  readonly parts: UrlParts | undefined;
  readonly body: SignedBody;
  readonly keys: readonly KeyCandidate[];
}

export type Aspect = UrlAspect | 'body' | 'key';

/** In the order in which one reads a request. */
export const ASPECTS: readonly Aspect[] = [
  'protocol',
  'credentials',
  'host',
  'port',
  'prefix',
  'path',
  'query',
  'fragment',
  'body',
  'key',
];

/** What turns the request that was verified into the one that may have been signed. */
export interface Change {
  readonly code: FindingCode;
  readonly aspect: Aspect;
  /** From 1: the lower, the likelier. */
  readonly rank: number;
  readonly label: string;
  /** The most bytes that it makes; `undefined` where the change is not for this candidate. */
  readonly cost: (candidate: Candidate) => number | undefined;
  readonly apply: (candidate: Candidate) => Candidate | undefined;
}

/** The aspects of which two changes can follow each other. */
const COMPOSABLE: ReadonlySet<Aspect> = new Set(['prefix', 'path', 'query', 'body']);

export function isComposable(a: Change, b: Change): boolean {
  return a !== b && (a.aspect !== b.aspect || COMPOSABLE.has(a.aspect));
}

export function fromUrlChange(change: UrlChange): Change {
  const { code, aspect, rank, label } = change;
  return {
    code,
    aspect,
    rank,
    label,
    cost: ({ parts, url }) => (parts ? url.length : undefined),
    apply: (candidate) => {
      if (!candidate.parts) return undefined;
      const changed = change.apply(candidate.parts);
      return changed && withUrl(candidate, { ...candidate.parts, ...changed });
    },
  };
}

export function withUrl(candidate: Candidate, parts: UrlParts): Candidate {
  return { ...candidate, parts, url: joinUrl(parts) };
}

export function fromBodyChange(change: BodyChange): Change {
  const { code, rank, label } = change;
  return {
    code,
    aspect: 'body',
    rank,
    label,
    cost: ({ body }) => (change.cost ? change.cost(body) : lengthOf(body)),
    apply: (candidate) => {
      const body = change.apply(candidate.body);
      return body && { ...candidate, body };
    },
  };
}

export function fromKeyChange({ key, ...change }: KeyChange): Change {
  return { ...change, aspect: 'key', cost: () => 0, apply: (candidate) => ({ ...candidate, keys: [key] }) };
}
