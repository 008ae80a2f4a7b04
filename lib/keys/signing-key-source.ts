import type { SignedRequest } from '../signature/index.js';

/**
 * A project's Signing Key (`PSK_…`), or several while one is rotated: the newest first.
 *
 * @publicApi
 */
export type SigningKeys = string | readonly string[];

/**
 * What a resolver may choose the keys by. Nothing of the request is verified yet: a claim selects a key, and only
 * who holds that key can have signed.
 *
 * @publicApi
 */
export interface SigningKeyContext {
  /** The route's `project` option. */
  readonly project: string | undefined;
  /** The project id that the unverified payload names; `undefined` if none, or none of a project id's form. */
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: SignedRequest['headers'];
  /** Aborts when the time limit of the resolve is over. */
  readonly signal: AbortSignal;
}

/**
 * What a resolver gives: keys, or nothing for an unknown project.
 *
 * @publicApi
 */
export type ResolvedSigningKeys = SigningKeys | null | undefined;

/**
 * Finds the signing keys of a request; nothing (or an empty list) for an unknown project.
 *
 * @publicApi
 */
export type SigningKeyResolverFunction = (
  context: SigningKeyContext,
) => ResolvedSigningKeys | Promise<ResolvedSigningKeys>;

/**
 * The same as an object, such as an injectable class.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class ProjectKeys implements SigningKeyResolver {
 *   constructor(private readonly projects: ProjectsRepository) {}
 *
 *   async resolve({ claimedProjectId }: SigningKeyContext) {
 *     return claimedProjectId && (await this.projects.findSigningKeys(claimedProjectId));
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export interface SigningKeyResolver {
  resolve: SigningKeyResolverFunction;
}

/**
 * Keys by project: the project's id, or a name that routes give as `project`.
 *
 * @publicApi
 */
export interface SigningKeysByProject {
  readonly projects: Readonly<Record<string, SigningKeys>>;
}

/**
 * Where signing keys come from: given, by project, or found by a resolver.
 *
 * @publicApi
 */
export type SigningKeySource =
  SigningKeys | SigningKeysByProject | SigningKeyResolver | SigningKeyResolverFunction;

export function isStatic(source: SigningKeySource): source is SigningKeys {
  return typeof source === 'string' || Array.isArray(source);
}

export function isResolver(
  source: SigningKeySource,
): source is SigningKeyResolver | SigningKeyResolverFunction {
  return typeof source === 'function' || (typeof source === 'object' && 'resolve' in source);
}

/**
 * How the answers of a resolver are kept. Times are in milliseconds.
 *
 * @publicApi
 */
export interface SigningKeyCacheOptions {
  /** How long keys serve before the resolver is asked again. @default 60_000 */
  readonly ttl?: number;
  /** How long keys serve beyond their `ttl` while the resolver fails. @default 3_600_000 */
  readonly staleFor?: number;
  /**
   * The least time between two resolves of one project. Where no cached key matches, the resolver is asked once
   * more, at most this often; so this is how soon a rotated key is honoured. @default 1_000
   */
  readonly refreshInterval?: number;
  /** The time limit of one resolve; SignalWire itself gives up after 5 seconds. @default 2_000 */
  readonly resolveTimeout?: number;
  /** How many projects are remembered, the least recently used goes first. @default 10_000 */
  readonly maxProjects?: number;
  /**
   * How many resolves in one `refreshInterval` may go to projects that no verified request has named yet. Project
   * ids come from strangers: this bounds what they cost the store. @default 100
   */
  readonly maxUnverifiedLookups?: number;
  /**
   * What tells one answer of the resolver from another. Set it if the resolver decides by the URL or the headers:
   * answers are shared between requests of the same key.
   *
   * @default the route's `project`, or else the claimed project id
   */
  readonly key?: (context: SigningKeyContext) => string;
}
