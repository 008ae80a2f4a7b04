import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { isMissingText } from '../options/describe-value.js';
import { option, type OptionPlace, type OptionTable } from '../options/option.js';
import { findMistakeIn, group } from '../options/option-set.js';
import {
  isListOfProjects,
  SIGNING_KEY_CACHE_TABLE,
  type SigningKeyCacheOptions,
} from './key-cache-options.js';
import type { SigningKeySource } from './key-source.js';
import { toUsableKeys } from './usable-keys.js';

/**
 * The options of a route about signing keys.
 *
 * @publicApi
 */
export interface SigningKeyRouteOptions {
  /**
   * The project's Signing Key (`PSK_…`) from the API page of the SignalWire dashboard; never the API token. During
   * a rotation several, the newest first. Or keys by project, or a resolver that finds them for each request.
   */
  readonly signingKey?: SigningKeySource;
  /**
   * The project whose keys verify this class or method: a name or an id of `signingKey.projects`, or what the resolver
   * gets as `project`.
   *
   * @default the project that the payload claims
   */
  readonly project?: string;
}

/**
 * The options of the module about signing keys.
 *
 * @publicApi
 */
export interface SigningKeyOptions extends SigningKeyRouteOptions {
  readonly signingKey: SigningKeySource;
  /** How resolved keys are cached; also what a `basicAuth` function gives. */
  readonly signingKeyCache?: SigningKeyCacheOptions;
  /**
   * Looks signing keys up once while the application starts, and stops it if any are unavailable: of the listed projects;
   * with `true` of all `projects`, of a resolver's `knownProjects`, or of a resolver that needs no project.
   *
   * @default false
   */
  readonly verifyKeysAtStart?: boolean | readonly string[];
}

export const SIGNING_KEY_ROUTE_TABLE = {
  signingKey: { default: undefined, check: findSigningKeyMistake },
  project: option({
    isUsable: (value) => typeof value === 'string' && !isMissingText(value),
    wanted: 'the name or the ID of a project',
    example: "'support'",
  }),
} satisfies OptionTable<SigningKeyRouteOptions>;

export const SIGNING_KEY_TABLE = {
  ...SIGNING_KEY_ROUTE_TABLE,
  signingKey: { ...SIGNING_KEY_ROUTE_TABLE.signingKey, isRequired: true },
  signingKeyCache: group({ table: SIGNING_KEY_CACHE_TABLE, example: '{ ttl: 60_000 }' }),
  verifyKeysAtStart: option({
    isUsable: (value) => typeof value === 'boolean' || isListOfProjects(value),
    wanted: 'true, false or a list of projects, each a string that is not empty',
    example: 'true',
    default: false,
  }),
} satisfies OptionTable<SigningKeyOptions>;

function findSigningKeyMistake(source: unknown, place: OptionPlace): string | undefined {
  if (source === undefined) return MISSING;
  if (isObjectOfKeys(source) && 'projects' in source && !('resolve' in source)) {
    const mistake = findMistakeIn(source, PROJECTS_TABLE, place);
    if (mistake !== undefined) return mistake;
  }
  try {
    checkSigningKeySource(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Each name is known, and {@link checkSigningKeySource} looks at what it holds. */
const PROJECTS_TABLE = { projects: { default: undefined, check: () => undefined } };

const MISSING =
  'signingKey is missing (undefined). Is the environment variable set? Fix: ' +
  "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' }), with the signing key (PSK_…) " +
  "from the dashboard's API page";

function checkSigningKeySource(source: unknown): void {
  if (typeof source === 'function') return;
  if (!isObjectOfKeys(source)) {
    toUsableKeys(source);
    return;
  }
  if ('resolve' in source && typeof source.resolve === 'function') return;
  if (!('projects' in source)) {
    throw fault(
      "signingKey must be a key, a list of keys, { projects: { '<project id>': key } }, a function, or an object with " +
        'resolve(context); it is an object without any of them.',
    );
  }
  checkProjects(source.projects);
}

/** A promise or a buffer in the place of a key has a message of its own. */
function isObjectOfKeys(source: unknown): source is object {
  if (typeof source !== 'object' || source === null) return false;
  return !Array.isArray(source) && !(source instanceof Uint8Array) && !('then' in source);
}

function checkProjects(projects: unknown): void {
  if (
    typeof projects !== 'object' ||
    projects === null ||
    Array.isArray(projects) ||
    projects instanceof Map
  ) {
    throw fault("signingKey.projects must be an object: { projects: { '<project id>': 'PSK_…' } }.");
  }
  const entries = Object.entries(projects);
  if (entries.length === 0) {
    throw fault("signingKey.projects is empty. Pass { projects: { '<project id>': 'PSK_…' } }.");
  }
  for (const [project, keys] of entries) {
    if (project.startsWith('PSK_')) {
      throw fault("signingKey.projects has a key in the place of a project id: { '<project id>': 'PSK_…' }.");
    }
    toUsableKeys(keys, `signingKey.projects["${project}"]`);
  }
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
