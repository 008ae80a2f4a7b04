import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyKind, WebhookRequest } from '../signature/index.js';

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
  /** HTTP method of the request. */
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
  /** Returns the signing keys of a request; `undefined`, `null` or an empty list for an unknown project. */
  resolve: SigningKeyResolverFunction;
}

/**
 * Keys by project ID, or by a name that routes use as `project`.
 *
 * @example
 * ```ts
 * signingKey: { projects: { '6a1f0e52-3c7d-4b8e-9d21-5f0c7e8a4b13': 'PSK_…', support: ['PSK_new', 'PSK_old'] } }
 * ```
 *
 * @publicApi
 */
export interface SigningKeysByProject {
  /** Signing keys of each project, or a list during a rotation. */
  readonly projects: Readonly<Record<string, SigningKeys>>;
}

/**
 * Source of signing keys: a key, a list of keys, keys by project, or a resolver.
 *
 * @example
 * ```ts
 * signingKey: 'PSK_…'
 * signingKey: ['PSK_new', 'PSK_old']
 * signingKey: { projects: { support: 'PSK_…', sales: 'PSK_…' } }
 * signingKey: ({ claimedProjectId }) => keys.find(claimedProjectId)
 * ```
 *
 * @publicApi
 */
export type SigningKeySource =
  SigningKeys | SigningKeysByProject | SigningKeyResolver | SigningKeyResolverFunction;

/** A resolver in either form. */
export type Resolver = SigningKeyResolver | SigningKeyResolverFunction;

export function isStatic(source: SigningKeySource): source is SigningKeys {
  return typeof source === 'string' || Array.isArray(source);
}

export function isResolver(source: SigningKeySource): source is Resolver {
  return typeof source === 'function' || (typeof source === 'object' && 'resolve' in source);
}

/** Returns the keys that the options contain. */
export function staticKeysOf(source: SigningKeySource): readonly string[] {
  if (!isStatic(source)) return isResolver(source) ? [] : Object.values(source.projects).flat();
  return [source].flat();
}

/** Brand of a resolver that returns the keys of one project for every request. */
export const ONE_PROJECT = Symbol.for('nestjs-signalwire-webhook:one-project');

export function isOneProject(source: Resolver): boolean {
  return ONE_PROJECT in source;
}

/** Whether a resolver may read the project. A function without parameters returns the keys of one project. */
export function readsProject(source: Resolver): boolean {
  const { length } = typeof source === 'function' ? source : source.resolve;
  return length > 0 && !isOneProject(source);
}

/** The query for signing keys. None of its fields is verified. */
export interface KeyLookup {
  /** The route's `project` option. */
  readonly project: string | undefined;
  /** Claimed project ID of the payload; `undefined` if the payload names none. */
  readonly claimedProjectId: string | undefined;
  /** HTTP method of the request. */
  readonly method: string;
  /** Webhook URL of the request. */
  readonly url: string;
  /** Headers of the request. */
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

/** For a project that has no keys. */
export const NO_KEYS = staticKeys([], () => '', 'none');

/**
 * Finds the keys of a single project.
 *
 * @throws SignalWireWebhookConfigurationError if the route names a project
 */
export function findSingle(keys: SigningKeys, { project }: KeyLookup): FoundKeys {
  if (project !== undefined) {
    throw new SignalWireWebhookConfigurationError(describeNeedlessProject('A route', project));
  }
  return staticKeys(keys, () => '', 'signed-json');
}

/** Selects the keys by the route's project, or else by the claimed project. */
export function findByProject(
  { projects }: SigningKeysByProject,
  { project, claimedProjectId }: KeyLookup,
): FoundKeys {
  const name = project ?? claimedProjectId;
  const keys = name !== undefined && Object.hasOwn(projects, name) ? projects[name] : undefined;
  if (keys === undefined) return NO_KEYS;
  const tenantOf = (key: string) => firstProjectWith(key, projects);
  return staticKeys(keys, tenantOf, project === undefined ? 'claimed' : 'none');
}

/** Describes why a route with a single key must not name a project. */
export function describeNeedlessProject(route: string, project: string): string {
  return (
    `${route} has project: '${project}', but signingKey is a single project's key. Fix: remove project, or set ` +
    `signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver.`
  );
}

/** Returns the first project with the key, so that the result does not depend on the claimed project. */
function firstProjectWith(key: string, projects: SigningKeysByProject['projects']): string {
  return Object.keys(projects).find((name) => listOf(projects[name] ?? []).includes(key)) ?? '';
}

function staticKeys(keys: SigningKeys, tenantOf: FoundKeys['tenantOf'], binding: ProjectBinding): FoundKeys {
  return { keys: listOf(keys), tenantOf, projectBinding: () => binding, onVerified: () => undefined };
}

function listOf(keys: SigningKeys): readonly string[] {
  return typeof keys === 'string' ? [keys] : keys;
}
