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

/** An application has a handful of keys; who passes ever new ones to the verifier must not fill the memory. */
const MAX_SINGLE_KEYS = 100;

/** Keys that the options hold; what is found of them is made once. */
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

/** A route's project chooses among the projects, or else the claim. */
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
    project === undefined ? 'claim' : 'none',
  );
}

const projectsByKey = new WeakMap<object, ReadonlyMap<string, string>>();

/** The first project that has the key: it does not depend on which of several projects with one key a request claims. */
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
 * Also for the check of a route's options at start.
 *
 * @throws SignalWireWebhookConfigurationError if a route names a project where there is one plain key
 */
export function checkHasNoProject(project: string | undefined): void {
  if (project === undefined) return;
  throw new SignalWireWebhookConfigurationError(
    `project: '${project}' on a route needs signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver; ` +
      'signingKey is a plain key.',
  );
}

function foundStatic(keys: SigningKeys, tenantOf: FoundKeys['tenantOf'], proof: ProjectBinding): FoundKeys {
  return Object.freeze({
    keys: listOf(keys),
    tenantOf,
    projectBinding: () => proof,
    onVerified: NOTHING_TO_CONFIRM,
  });
}
