import { createHash } from 'node:crypto';

import type { WebhookRequest, SigningKeyKind } from '../signature/index.js';
import type { SigningKeyContext } from './key-source.js';
import { SecretSourceMisconfiguration } from './secret-lookup.js';

/** The query for signing keys. None of its fields is verified. */
export interface KeyLookup {
  /** The route's `project` option. */
  readonly project: string | undefined;
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: WebhookRequest['headers'];
  /** The kind of keys that a resolver may return; not part of the request. */
  readonly keyKind?: SigningKeyKind | undefined;
}

/**
 * How a verified signature binds the request to the project that its payload names:
 *
 * - `claimed`: the claimed project selected the key, so only that project can have signed the request.
 * - `signed-json`: the claimed project did not select the key. A signed JSON object names its project. A form or a query does
 *   not, because a replay can split its parameters differently under the same signature.
 * - `none`: the route or the application selected the key.
 */
export type ProjectBinding = 'claimed' | 'signed-json' | 'none';

/** The keys that may verify one request. */
export interface FoundKeys {
  /** Empty for an unknown project. */
  readonly keys: readonly string[];
  /** Returns the tenant of the events that one of the keys verifies; see {@link SignedEvent}. */
  readonly tenantOf: (key: string) => string;
  /** Returns how a signature with one of these keys binds the request to the claimed project. */
  readonly projectBinding: (keys: readonly string[]) => ProjectBinding;
  /**
   * Looks the keys up once more, if they may have changed. Call it if none of the keys matches.
   *
   * @throws SigningKeysUnavailableError if the rate limiter for unverified requests has no permit
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** Call it when one of the keys has verified a request. */
  readonly onVerified: () => void;
}

/** Cache ID of a lookup without a project. */
export const NO_PROJECT_ID = 'none';

/** The cache IDs of a project. A route's project and a claimed project never share an ID. */
export function cacheIdsOf(project: string): readonly [route: string, claimed: string] {
  return [`route ${project}`, `claimed ${project}`];
}

export function cacheIdOf({ project, claimedProjectId }: KeyLookup): string {
  if (project !== undefined) return cacheIdsOf(project)[0];
  return claimedProjectId === undefined ? NO_PROJECT_ID : cacheIdsOf(claimedProjectId)[1];
}

const MAX_ID_LENGTH = 128;

/** Bounds the length of a custom cache key, which may contain unverified text. */
export function cacheIdOfKey(key: string): string {
  return `key ${key.length > MAX_ID_LENGTH ? createHash('sha256').update(key).digest('hex') : key}`;
}

/** The context that a resolver receives, and a record of the fields that the resolver read. */
export interface ObservedContext {
  readonly context: SigningKeyContext;
  readonly hasReadClaimedProject: () => boolean;
  /** @throws SecretSourceMisconfiguration if the resolver read a field that the cache key ignores, even if it caught the error */
  readonly check: () => void;
}

/** Returns a context whose fields the resolver may all read. A custom cache key distinguishes the requests. */
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
 * Returns a context without URL and headers: resolved keys are cached by project, so a resolver that reads them would mix up
 * two tenants. The keys of a route's project must not depend on the claimed project.
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
    `The signing key resolver read context.${name}, but resolved keys are cached by project, so one tenant's keys would verify ` +
      `the requests of a different tenant. Fix: signingKeyCache: { key: ${example} }`,
  );
}
