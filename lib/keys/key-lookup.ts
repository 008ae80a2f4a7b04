import { createHash } from 'node:crypto';

import type { WebhookRequest, SigningKeyKind } from '../signature/index.js';
import type { SigningKeyContext } from './key-source.js';
import { SecretSourceMisconfiguration } from './secret-lookup.js';

/** Whose keys are wanted, and of which request. Nothing of it is verified. */
export interface KeyLookup {
  /** The route's `project` option. */
  readonly project: string | undefined;
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: WebhookRequest['headers'];
  /** What kind of keys a resolver may give; not part of the request. */
  readonly keyKind?: SigningKeyKind | undefined;
}

/**
 * What a signature proves about the project that the payload names:
 *
 * - `acquire`: the acquire selected the key, so only that project can have signed it.
 * - `signed-json`: the key says nothing about the acquire. A JSON object names the project that it was signed for; a form or a
 *   query does not, since a replay can split its parameters differently under the same signature.
 * - `none`: the route or the application selected the key.
 */
export type ProjectBinding = 'claim' | 'signed-json' | 'none';

/** The keys to verify one request with. */
export interface FoundKeys {
  /** Empty for an unknown project. */
  readonly keys: readonly string[];
  /** Returns the tenant of the events that one of the keys verifies; see {@link SignedEvent}. */
  readonly tenantOf: (key: string) => string;
  /** Returns what a signature by one of these keys proves about the project that the payload names. */
  readonly projectBinding: (keys: readonly string[]) => ProjectBinding;
  /**
   * Where the keys may have changed since: looks them up once more. To be called where none of them matches.
   *
   * @throws SigningKeysUnavailableError if the budget for requests that are not verified is spent
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** To be called when a request was verified with them. */
  readonly onVerified: () => void;
}

/** What needs no project, and what names none, have this id. */
export const NO_PROJECT_ID = 'none';

/** The ids under which a project's keys may be cached. A route's project and a acquire never share one. */
export function cacheIdsOf(project: string): readonly [route: string, claim: string] {
  return [`route ${project}`, `claim ${project}`];
}

export function cacheIdOf({ project, claimedProjectId }: KeyLookup): string {
  if (project !== undefined) return cacheIdsOf(project)[0];
  return claimedProjectId === undefined ? NO_PROJECT_ID : cacheIdsOf(claimedProjectId)[1];
}

const MAX_ID_LENGTH = 128;

/** A cache key of the application's own may hold whatever a stranger sent: its length is bounded. */
export function cacheIdOfKey(key: string): string {
  return `key ${key.length > MAX_ID_LENGTH ? createHash('sha256').update(key).digest('hex') : key}`;
}

/** What a resolver gets, and what it read of it. */
export interface ObservedContext {
  readonly context: SigningKeyContext;
  readonly hasReadClaimedProject: () => boolean;
  /** @throws SecretSourceMisconfiguration if the resolver read what the cache does not tell apart, even if it caught the error */
  readonly check: () => void;
}

/** If the cache has its own key, that key says which parts of the request count. The resolver may read all of them. */
export function wholeContext(lookup: KeyLookup, signal: AbortSignal): ObservedContext {
  const { project, claimedProjectId, method, url, headers } = lookup;
  let hasReadClaimedProject = false;
  const context = {
    project,
    method,
    url,
    headers,
    signal,
    get claimedProjectId() {
      hasReadClaimedProject = true;
      return claimedProjectId;
    },
  };
  return { context, hasReadClaimedProject: () => hasReadClaimedProject, check: () => undefined };
}

/**
 * Resolved keys are cached by project: a resolver that decides by the URL or the headers would mix two tenants up. The keys of
 * a route's project must not depend on what a request claims.
 */
export function projectContext(lookup: KeyLookup, signal: AbortSignal): ObservedContext {
  const claimedProjectId = lookup.project === undefined ? lookup.claimedProjectId : undefined;
  const { context, hasReadClaimedProject } = wholeContext({ ...lookup, claimedProjectId }, signal);
  let misconfiguration: SecretSourceMisconfiguration | undefined;
  const forbid = (name: 'url' | 'headers') => ({
    enumerable: false,
    get(): never {
      misconfiguration = needsCacheKey(name);
      throw misconfiguration;
    },
  });
  Object.defineProperties(context, { url: forbid('url'), headers: forbid('headers') });
  const check = () => {
    if (misconfiguration) throw misconfiguration;
  };
  return { context, hasReadClaimedProject, check };
}

function needsCacheKey(name: 'url' | 'headers'): SecretSourceMisconfiguration {
  const example =
    name === 'url' ? '({ url }) => new URL(url).host' : "({ headers }) => String(headers['x-tenant'])";
  return new SecretSourceMisconfiguration(
    `The signing key resolver read context.${name}, and resolved keys are cached by project: one tenant's keys would ` +
      `serve for another. Set what tells them apart: signingKeyCache: { key: ${example} }.`,
  );
}
