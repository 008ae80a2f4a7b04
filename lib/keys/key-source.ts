import type { WebhookRequest } from '../signature/index.js';

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
  /**
   * The project id that the unverified payload names; `undefined` if none, or none of a project id's form. On a route
   * with `project` it is given only if `signingKeyCache.key` is set: what is cached for the route must not depend on it.
   *
   * A resolver that reads it selects the keys by the claim, so that `projectId` of the verified request is the claimed project.
   */
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  /**
   * The public URL. Resolved keys are cached by project, so this throws unless `signingKeyCache.key` says how it counts.
   *
   * @throws SignalWireWebhookConfigurationError if `signingKeyCache.key` is not set; the response is 500
   */
  readonly url: string;
  /**
   * The headers as Node gives them; like `url` only where `signingKeyCache.key` is set.
   *
   * @throws SignalWireWebhookConfigurationError if `signingKeyCache.key` is not set; the response is 500
   */
  readonly headers: WebhookRequest['headers'];
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

/** Marks a resolver that gives the same project's keys whatever the request is. */
export const ONE_PROJECT = Symbol.for('nestjs-signalwire-webhook:one-project');

export function isOneProject(source: SigningKeyResolver | SigningKeyResolverFunction): boolean {
  return ONE_PROJECT in source;
}
