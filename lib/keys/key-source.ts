import type { WebhookRequest } from '../signature/index.js';

/**
 * A project's signing key (`PSK_…`), or a list of keys during a rotation, the newest key first.
 *
 * @publicApi
 */
export type SigningKeys = string | readonly string[];

/**
 * Unverified data of the request, by which a resolver selects the keys. The claimed project may select a key, because only a
 * holder of this key can have signed the request.
 *
 * @publicApi
 */
export interface SigningKeyContext {
  /** The route's `project` option. */
  readonly project: string | undefined;
  /**
   * The claimed project ID of the unverified payload; `undefined` if the payload names none, or a malformed one. On a route with
   * `project` it is `undefined` unless `signingKeyCache.key` is set, because the route's cached keys must not depend on it.
   *
   * A resolver that reads it selects the keys by the claimed project, which then becomes `projectId` of the verified request.
   */
  readonly claimedProjectId: string | undefined;
  readonly method: string;
  /**
   * The webhook URL. Resolved keys are cached by project, so reading it throws unless `signingKeyCache.key` is set.
   *
   * @throws SignalWireWebhookConfigurationError if `signingKeyCache.key` is not set; the response is 500
   */
  readonly url: string;
  /**
   * The headers as Node provides them. Like `url`, they need `signingKeyCache.key`.
   *
   * @throws SignalWireWebhookConfigurationError if `signingKeyCache.key` is not set; the response is 500
   */
  readonly headers: WebhookRequest['headers'];
  /** Aborts when `signingKeyCache.resolveTimeout` is over. */
  readonly signal: AbortSignal;
}

/**
 * Result of a resolver: keys, or `null` or `undefined` for an unknown project.
 *
 * @publicApi
 */
export type ResolvedSigningKeys = SigningKeys | null | undefined;

/**
 * Function that finds the signing keys of a request. For an unknown project it returns `undefined`, `null` or an empty list.
 *
 * @publicApi
 */
export type SigningKeyResolverFunction = (
  context: SigningKeyContext,
) => ResolvedSigningKeys | Promise<ResolvedSigningKeys>;

/**
 * A signing key resolver as an object, such as an injectable class.
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
 * Keys by project ID, or by a name that routes use as `project`.
 *
 * @publicApi
 */
export interface SigningKeysByProject {
  readonly projects: Readonly<Record<string, SigningKeys>>;
}

/**
 * Source of signing keys: a key, a list of keys, keys by project, or a resolver.
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

/** Brand of a resolver that returns the keys of one project for every request. */
export const ONE_PROJECT = Symbol.for('nestjs-signalwire-webhook:one-project');

export function isOneProject(source: SigningKeyResolver | SigningKeyResolverFunction): boolean {
  return ONE_PROJECT in source;
}
