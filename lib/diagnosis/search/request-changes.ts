import { formOf, URL_ALONE } from '../body/signed-body.js';
import type { ReceivedRequest } from '../received-request.js';
import { sha256 } from '../received-request.js';
import { type Candidate, type Change, withUrl } from './candidate.js';

/** Returns changes that affect both the URL and the bytes after it. */
export function requestChanges(request: ReceivedRequest): Change[] {
  const { bytes, parts, kind, bodyHashes } = request;
  if (!parts) return [];
  return [
    ...(bytes.length === 0 && parts.query.length > 1 ? postsAsGet() : []),
    ...(kind === 'form' && request.body.kind === 'form' ? getAsPost(bytes) : []),
    ...(bytes.length > 0 && kind !== 'form' && bodyHashes.length === 0 ? droppedHash(bytes) : []),
    ...hashChanges(request),
    {
      code: 'url-not-signed',
      aspect: 'body',
      rank: 6,
      label: 'the body without the URL',
      cost: () => 0,
      apply: (candidate) => (bytes.length === 0 ? undefined : { ...candidate, url: '', parts: undefined }),
    },
  ];
}

/** Restores a posted form that a redirect or a rewrite moved to the query. */
function postsAsGet(): Change[] {
  const change = { code: 'method-changed', aspect: 'body', cost: lengthOfQuery } as const;
  const bodyOf = ({ parts }: Candidate) => formOf(Buffer.from(parts?.query.slice(1) ?? ''));
  return [
    {
      ...change,
      rank: 3,
      label: 'the query as the parameters of a form',
      apply: (candidate) =>
        candidate.parts &&
        withUrl({ ...candidate, body: bodyOf(candidate) }, { ...candidate.parts, query: '' }),
    },
    {
      ...change,
      rank: 5,
      label: 'the query, and again as the parameters of a form',
      apply: (candidate) => candidate.parts && { ...candidate, body: bodyOf(candidate) },
    },
  ];
}

function lengthOfQuery({ parts }: Candidate): number | undefined {
  return parts && 4 * parts.query.length;
}

/** Restores a query that was moved to a form. */
function getAsPost(bytes: Buffer): Change[] {
  return [
    {
      code: 'method-changed',
      aspect: 'body',
      rank: 5,
      label: 'the form as the query of a GET',
      cost: () => (bytes.length > 8_192 ? undefined : 2 * bytes.length),
      apply: (candidate) => {
        if (candidate.body.kind !== 'form' || !candidate.parts) return undefined;
        const { query } = candidate.parts;
        const start = query.length > 1 ? `${query}&` : '?';
        return withUrl(
          { ...candidate, body: URL_ALONE },
          { ...candidate.parts, query: start + bytes.toString() },
        );
      },
    },
  ];
}

/** Restores a body hash that was removed from the query. */
function droppedHash(bytes: Buffer): Change[] {
  let hash: string | undefined;
  const parameter = (): string => `bodySHA256=${(hash ??= sha256(bytes))}`;
  const change = { code: 'url-body-sha256', aspect: 'query', cost: () => bytes.length } as const;
  const withQuery = (candidate: Candidate, write: (query: string) => string): Candidate | undefined =>
    candidate.parts && {
      ...withUrl(candidate, { ...candidate.parts, query: write(candidate.parts.query.slice(1)) }),
      body: URL_ALONE,
    };
  return [
    {
      ...change,
      rank: 4,
      label: 'with bodySHA256 at its end',
      apply: (candidate) =>
        withQuery(candidate, (query) => (query === '' ? `?${parameter()}` : `?${query}&${parameter()}`)),
    },
    {
      ...change,
      rank: 5,
      label: 'with bodySHA256 at its start',
      apply: (candidate) => withQuery(candidate, (query) => `?${parameter()}&${query}`),
    },
  ];
}

/** Tries a URL that contains the hash of a different body. */
function hashChanges({ bodyHashes, bytes, kind }: ReceivedRequest): Change[] {
  if (bodyHashes.length === 0 || bytes.length === 0) return [];
  return [
    {
      code: kind === 'json' ? 'body-sha256' : 'content-type',
      aspect: 'body',
      rank: kind === 'json' ? 6 : 1,
      label:
        kind === 'json'
          ? 'the URL with the bodySHA256 of a different body'
          : 'the URL with bodySHA256, as of JSON',
      cost: () => 0,
      apply: (candidate) => (candidate.body.kind === 'text' ? undefined : { ...candidate, body: URL_ALONE }),
    },
  ];
}
