import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { FoundKeys, KeyLookup, ProjectBinding } from './key-lookup.js';
import type { SigningKeys, SigningKeysByProject } from './key-source.js';

const NOTHING_TO_CONFIRM = () => undefined;

const NO_TENANT = () => '';

/** For a project that has no keys. */
export const NO_KEYS: FoundKeys = Object.freeze({
  keys: [],
  tenantOf: NO_TENANT,
  projectBinding: () => 'none',
  onVerified: NOTHING_TO_CONFIRM,
});

/** Bounds the memory for an application that passes ever new keys to the verifier. */
const MAX_SINGLE_KEYS = 100;

/** Finds keys that the options contain. The result for each source is created once. */
export class StaticKeys {
  private readonly bySingleKey = new Map<string, FoundKeys>();
  private readonly byList = new WeakMap<readonly string[], FoundKeys>();

  /** @throws SignalWireWebhookConfigurationError if the route names a project */
  find(keys: SigningKeys, project: string | undefined): FoundKeys {
    checkHasNoProject(project);
    const found = typeof keys === 'string' ? this.bySingleKey.get(keys) : this.byList.get(keys);
    return found ?? this.remember(keys);
  }

  private remember(keys: SigningKeys): FoundKeys {
    const found = foundStatic(keys, NO_TENANT, 'signed-json');
    if (typeof keys !== 'string') this.byList.set(keys, found);
    else if (this.bySingleKey.size < MAX_SINGLE_KEYS) this.bySingleKey.set(keys, found);
    return found;
  }
}

/** Selects the keys by the route's project, or else by the claimed project. */
export function findByProject(
  { projects }: SigningKeysByProject,
  { project, claimedProjectId }: KeyLookup,
): FoundKeys {
  const name = project ?? claimedProjectId;
  const keys = name !== undefined && Object.hasOwn(projects, name) ? projects[name] : undefined;
  if (keys === undefined) return NO_KEYS;
  return foundStatic(
    keys,
    (key) => firstProjectWith(key, projects),
    project === undefined ? 'claimed' : 'none',
  );
}

const projectsByKey = new WeakMap<object, ReadonlyMap<string, string>>();

/** Returns the first project with the key, so that the result does not depend on the claimed project. */
function firstProjectWith(key: string, projects: SigningKeysByProject['projects']): string {
  const project = projectsByKey.get(projects)?.get(key);
  if (project !== undefined && listOf(projects[project] ?? []).includes(key)) return project;
  const entries = Object.entries(projects).reverse();
  const byKey = new Map(entries.flatMap(([name, keys]) => listOf(keys).map((each) => [each, name])));
  projectsByKey.set(projects, byKey);
  return byKey.get(key) ?? '';
}

function listOf(keys: SigningKeys): readonly string[] {
  return typeof keys === 'string' ? [keys] : keys;
}

/**
 * Checks at startup and for each request that a route with a single key names no project.
 *
 * @throws SignalWireWebhookConfigurationError if the route names a project
 */
export function checkHasNoProject(project: string | undefined): void {
  if (project === undefined) return;
  throw new SignalWireWebhookConfigurationError(
    `A route has project: '${project}', but signingKey is a single project's key. Fix: remove project, or set ` +
      `signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver.`,
  );
}

function foundStatic(keys: SigningKeys, tenantOf: FoundKeys['tenantOf'], binding: ProjectBinding): FoundKeys {
  return Object.freeze({
    keys: listOf(keys),
    tenantOf,
    projectBinding: () => binding,
    onVerified: NOTHING_TO_CONFIRM,
  });
}
