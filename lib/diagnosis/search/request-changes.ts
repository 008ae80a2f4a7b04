import { ofBody } from '../body/body-change.js';
import { formOf, URL_ALONE } from '../body/signed-body.js';
import type { Change } from '../candidate.js';
import { type ReceivedRequest, sha256 } from '../received-request.js';
import { withUrl } from '../url/url-change.js';

/** Returns changes that affect both the URL and the bytes after it. */
export function requestChanges(request: ReceivedRequest): Change[] {
  const { bytes, parts, kind, bodyHashes } = request;
  if (!parts) return [];
  return [
    ...(bytes.length === 0 && parts.query.length > 1 ? postsAsGet() : []),
    ...(kind === 'form' && request.body.kind === 'form' ? [getAsPost(bytes)] : []),
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
  const restored = (rank: number, label: string, hadQuery: boolean): Change => ({
    code: 'method-changed',
    aspect: 'body',
    rank,
    label,
    cost: ({ parts }) => parts && 4 * parts.query.length,
    apply: (candidate) => {
      if (!candidate.parts) return undefined;
      const posted = { ...candidate, body: formOf(Buffer.from(candidate.parts.query.slice(1))) };
      return hadQuery ? posted : withUrl(posted, { query: '' });
    },
  });
  return [
    restored(3, 'the query as the parameters of a form', false),
    restored(5, 'the query, and again as the parameters of a form', true),
  ];
}

/** Restores a query that was moved to a form. */
function getAsPost(bytes: Buffer): Change {
  return {
    code: 'method-changed',
    aspect: 'body',
    rank: 5,
    label: 'the form as the query of a GET',
    cost: () => (bytes.length > 8_192 ? undefined : 2 * bytes.length),
    apply: (candidate) => {
      if (candidate.body.kind !== 'form' || !candidate.parts) return undefined;
      const { query } = candidate.parts;
      const start = query.length > 1 ? `${query}&` : '?';
      return withUrl({ ...candidate, body: URL_ALONE }, { query: start + bytes.toString() });
    },
  };
}

/** Restores a body hash that was removed from the query. */
function droppedHash(bytes: Buffer): Change[] {
  let hash: string | undefined;
  const restored = (
    rank: number,
    place: string,
    write: (query: string, parameter: string) => string,
  ): Change => ({
    code: 'url-body-sha256',
    aspect: 'query',
    rank,
    label: `with bodySHA256 at its ${place}`,
    cost: () => bytes.length,
    apply: (candidate) => {
      const parameter = `bodySHA256=${(hash ??= sha256(bytes))}`;
      const query = candidate.parts && write(candidate.parts.query.slice(1), parameter);
      return query === undefined ? undefined : withUrl({ ...candidate, body: URL_ALONE }, { query });
    },
  });
  return [
    restored(4, 'end', (query, parameter) => (query === '' ? `?${parameter}` : `?${query}&${parameter}`)),
    restored(5, 'start', (query, parameter) => `?${parameter}&${query}`),
  ];
}

/** Tries a URL that contains the hash of a different body. */
function hashChanges({ bodyHashes, bytes, kind }: ReceivedRequest): Change[] {
  if (bodyHashes.length === 0 || bytes.length === 0) return [];
  const [code, rank, label] =
    kind === 'json'
      ? (['body-sha256', 6, 'the URL with the bodySHA256 of a different body'] as const)
      : (['content-type', 1, 'the URL with bodySHA256, as of JSON'] as const);
  const cost = (): number => 0;
  return [ofBody(code, rank, label, cost, (body) => (body.kind === 'text' ? undefined : URL_ALONE))];
}
