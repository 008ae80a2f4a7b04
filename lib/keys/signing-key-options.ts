import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { isMissingText } from '../signature/options/describe-value.js';
import { option, type OptionPlace, type OptionTable } from '../signature/options/option.js';
import { findMisconfigurationIn, group } from '../signature/options/option-set.js';
import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND, isKeyKind, KEY_KIND_MISCONFIGURATION } from '../signature/internal.js';
import {
  isListOfProjects,
  SIGNING_KEY_CACHE_HINTS,
  SIGNING_KEY_CACHE_TABLE,
  type SigningKeyCacheOptions,
} from './key-cache-options.js';
import type { SigningKeySource } from './key-source.js';
import { looksLikeKey, toUsableKeys } from './usable-keys.js';

/** The options of a route about signing keys. */
export interface SigningKeyRouteOptions {
  /**
   * The project's signing key (`PSK_…`) from the API page of the SignalWire dashboard; during a rotation a list, the newest key
   * first. Alternatively keys by project, or a resolver that finds the keys of each request. An API token (`PT…`) is a
   * configuration error without `signingKeyKind: 'api-token'`.
   */
  readonly signingKey?: SigningKeySource;
  /**
   * Kind of the `signingKey` in the same options. With `api-token`, an API token (`PT…`) is accepted; all other checks of keys
   * still apply. On a route, `signingKeyKind` needs a `signingKey` in the same options. A route's `signingKey` without
   * `signingKeyKind` has the default kind, even if the module sets a different one.
   *
   * @default 'signing-key'
   *
   * @example
   * ```ts
   * SignalWireWebhookModule.forRoot({ signingKey: config.getOrThrow('SIGNALWIRE_API_TOKEN'), signingKeyKind: 'api-token' })
   * ```
   */
  readonly signingKeyKind?: SigningKeyKind;
  /**
   * Project whose keys verify this class or method: a name or an ID of `signingKey.projects`, or the `project` that the
   * resolver receives.
   *
   * @default the claimed project
   */
  readonly project?: string;
}

/** The options of the module about signing keys. */
export interface SigningKeyOptions extends SigningKeyRouteOptions {
  /** Source of the signing keys: a key, a list of keys, keys by project, or a resolver. Required. */
  readonly signingKey: SigningKeySource;
  /** Cache of resolved keys, and of the credentials that a `basicAuth` function returns. */
  readonly signingKeyCache?: SigningKeyCacheOptions;
  /**
   * Looks signing keys up once while the application starts. If a key is unavailable, the application does not start. A list
   * names the projects; `true` means all `projects`, a resolver's `knownProjects`, or a resolver that needs no project.
   *
   * @default false
   */
  readonly verifyKeysAtStart?: boolean | readonly string[];
}

/** The options of the module or of a route about the kind of a key. */
interface KeyOptions {
  readonly signingKey?: unknown;
  readonly signingKeyKind?: unknown;
}

export const SIGNING_KEY_ROUTE_TABLE = {
  signingKey: { default: undefined, check: findSigningKeyMisconfiguration },
  signingKeyKind: { default: DEFAULT_KEY_KIND, check: findKeyKindMisconfigurationOnRoute },
  project: option({
    isUsable: (value) => typeof value === 'string' && !isMissingText(value),
    wanted: 'the name or the ID of a project',
    example: "'support'",
  }),
} satisfies OptionTable<SigningKeyRouteOptions>;

export const SIGNING_KEY_TABLE = {
  ...SIGNING_KEY_ROUTE_TABLE,
  signingKey: { ...SIGNING_KEY_ROUTE_TABLE.signingKey, isRequired: true },
  signingKeyKind: { default: DEFAULT_KEY_KIND, check: findKeyKindMisconfiguration },
  signingKeyCache: group({
    table: SIGNING_KEY_CACHE_TABLE,
    example: '{ ttl: 60_000 }',
    hints: SIGNING_KEY_CACHE_HINTS,
  }),
  verifyKeysAtStart: option({
    isUsable: (value) => typeof value === 'boolean' || isListOfProjects(value),
    wanted: 'true, false or a list of projects, each a non-empty string',
    example: 'true',
    default: false,
  }),
} satisfies OptionTable<SigningKeyOptions>;

function findSigningKeyMisconfiguration(source: unknown, place: OptionPlace): string | undefined {
  if (source === undefined) return MISSING;
  if (isObjectOfKeys(source) && 'projects' in source && !('resolve' in source)) {
    const misconfiguration = findMisconfigurationIn(source, PROJECTS_TABLE, place);
    if (misconfiguration !== undefined) return misconfiguration;
  }
  try {
    checkSigningKeySource(source, kindOfKeyIn(place.siblings ?? {}));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function findKeyKindMisconfiguration(kind: unknown): string | undefined {
  return isKeyKind(kind) ? undefined : `signingKeyKind ${KEY_KIND_MISCONFIGURATION}`;
}

/**
 * Returns the kind of the key in these options.
 *
 * @throws SignalWireWebhookConfigurationError if the kind is unknown
 */
function kindOfKeyIn({ signingKeyKind = DEFAULT_KEY_KIND }: KeyOptions): SigningKeyKind {
  if (isKeyKind(signingKeyKind)) return signingKeyKind;
  throw new SignalWireWebhookConfigurationError(`signingKeyKind ${KEY_KIND_MISCONFIGURATION}`);
}

/** Returns the kind of the key that applies. Key and kind always come from the same options, the inner or the outer ones. */
export function kindOfInnerKey(outer: KeyOptions, inner: KeyOptions): SigningKeyKind {
  return kindOfKeyIn(inner.signingKey === undefined ? outer : inner);
}

function findKeyKindMisconfigurationOnRoute(kind: unknown, { siblings }: OptionPlace): string | undefined {
  const misconfiguration = findKeyKindMisconfiguration(kind);
  if (misconfiguration !== undefined || siblings?.['signingKey'] !== undefined) return misconfiguration;
  return (
    'signingKeyKind describes the signingKey in the same options, but this route has no signingKey. ' +
    `Fix: @SignalWireWebhook({ signingKey: '…', signingKeyKind: '${String(kind)}' }), or signingKeyKind in ` +
    "SignalWireWebhookModule, for the module's signingKey."
  );
}

/** Accepts every project; {@link checkSigningKeySource} checks the keys. */
const PROJECTS_TABLE = { projects: { default: undefined, check: () => undefined } };

const MISSING =
  'signingKey is missing (undefined). Is the environment variable set? Fix: ' +
  "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' }), with the signing key (PSK_…) " +
  "from the dashboard's API page";

function checkSigningKeySource(source: unknown, kind: SigningKeyKind): void {
  if (typeof source === 'function') return;
  if (!isObjectOfKeys(source)) {
    toUsableKeys(source, 'signingKey', kind);
    return;
  }
  if ('resolve' in source && typeof source.resolve === 'function') return;
  if (!('projects' in source)) {
    throw new SignalWireWebhookConfigurationError(
      "signingKey is an object without projects and without resolve(). Fix: signingKey: 'PSK_…', or " +
        "signingKey: { projects: { '<project id>': 'PSK_…' } }, or a resolver.",
    );
  }
  checkProjects(source.projects, kind);
}

/** A promise and a buffer are excluded, because they have separate messages. */
function isObjectOfKeys(source: unknown): source is object {
  if (typeof source !== 'object' || source === null) return false;
  return !Array.isArray(source) && !(source instanceof Uint8Array) && !('then' in source);
}

function checkProjects(projects: unknown, kind: SigningKeyKind): void {
  if (
    typeof projects !== 'object' ||
    projects === null ||
    Array.isArray(projects) ||
    projects instanceof Map
  ) {
    throw new SignalWireWebhookConfigurationError(
      "signingKey.projects must be an object. Fix: signingKey: { projects: { '<project id>': 'PSK_…' } }",
    );
  }
  const entries = Object.entries(projects);
  if (entries.length === 0) {
    throw new SignalWireWebhookConfigurationError(
      "signingKey.projects is empty. Fix: signingKey: { projects: { '<project id>': 'PSK_…' } }",
    );
  }
  for (const [project, keys] of entries) {
    if (looksLikeKey(project)) {
      throw new SignalWireWebhookConfigurationError(
        "signingKey.projects has a key where the project ID belongs. Fix: signingKey: { projects: { '<project id>': 'PSK_…' } }",
      );
    }
    toUsableKeys(keys, `signingKey.projects["${project}"]`, kind);
  }
}
