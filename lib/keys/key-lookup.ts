import { createHash } from 'node:crypto';

import type { SignedRequest } from '../signature/index.js';
import type { SigningKeyContext } from './key-source.js';
import { SecretSourceMistake } from './secret-lookup.js';

/** Whose keys are wanted, and of which request. Nothing of it is verified. */
export interface KeyLookup {
  /** The route's `project` option. */
  readonly project: string | undefined;
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: SignedRequest['headers'];
}

/** The keys to verify one request with. */
export interface FoundKeys {
  /** Empty for an unknown project. */
  readonly keys: readonly string[];
  /** Whose they are: what tells one project's keys from another's. Empty where there is only one set of keys. */
  readonly keysOf: string;
  /** Whether a signature by them proves the project id that the payload claims. */
  readonly provesProject: boolean;
  /**
   * Where the keys may have changed since: looks them up once more. To be called where none of them matches.
   *
   * @throws SigningKeysUnavailableError if the budget for requests that are not verified is spent
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** To be called when a request was verified with them. */
  readonly confirm: () => void;
}

/** What needs no project, and what names none, have this id. */
export const NO_PROJECT_ID = 'none';

/** The ids under which a project's keys may be cached. A route's project and a claim never share one. */
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

/** Where the cache has a key of its own, it says which parts of the request count, so the resolver may see them all. */
export function wholeContext(lookup: KeyLookup, signal: AbortSignal): SigningKeyContext {
  return { ...lookup, signal };
}

export interface ProjectContext {
  readonly context: SigningKeyContext;
  /** @throws SecretSourceMistake if something else than the project was read, even if the resolver caught it */
  readonly check: () => void;
}

/** Resolved keys are cached by project: who decides by the URL or the headers would mix two tenants up. */
export function projectContext(lookup: KeyLookup, signal: AbortSignal): ProjectContext {
  const { project, method } = lookup;
  const claimedProjectId = project === undefined ? lookup.claimedProjectId : undefined;
  let mistake: SecretSourceMistake | undefined;
  const forbid = (name: 'url' | 'headers') => ({
    enumerable: false,
    get(): never {
      mistake = needsCacheKey(name);
      throw mistake;
    },
  });
  const context = Object.defineProperties(
    { project, claimedProjectId, method, signal },
    { url: forbid('url'), headers: forbid('headers') },
  ) as SigningKeyContext;
  const check = () => {
    if (mistake) throw mistake;
  };
  return { context, check };
}

function needsCacheKey(name: 'url' | 'headers'): SecretSourceMistake {
  const example =
    name === 'url' ? '({ url }) => new URL(url).host' : "({ headers }) => String(headers['x-tenant'])";
  return new SecretSourceMistake(
    `The signing key resolver read context.${name}, and resolved keys are cached by project: one tenant's keys would ` +
      `serve for another. Set what tells them apart: signingKeyCache: { key: ${example} }.`,
  );
}
