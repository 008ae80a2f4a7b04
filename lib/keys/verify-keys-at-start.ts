import { isOurs } from '../errors/application-failure.js';
import { describeError } from '../errors/describe-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/** How many projects are looked up at once. */
const CONCURRENCY = 20;

/** `undefined` is a resolver that needs no project. */
type Project = string | undefined;

/** @throws SignalWireWebhookConfigurationError that says which projects have no usable key, and why */
export async function verifyKeysAtStart(
  projects: readonly Project[],
  findKeys: (project: Project) => Promise<readonly string[]>,
): Promise<void> {
  const errors: (string | undefined)[] = [];
  const remaining = projects.entries();
  const work = async () => {
    for (const [index, project] of remaining) errors[index] = await errorOf(project, findKeys);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const found = errors.filter((error) => error !== undefined);
  if (found.length === 0) return;
  throw new SignalWireWebhookConfigurationError(
    `verifyKeysAtStart found no usable signing key: ${found.join('; ')}`,
  );
}

async function errorOf(
  project: Project,
  findKeys: (project: Project) => Promise<readonly string[]>,
): Promise<string | undefined> {
  const name = project === undefined ? 'the resolver' : `"${project}"`;
  try {
    const keys = await findKeys(project);
    if (keys.length > 0) return undefined;
    return project === undefined ? `${name} (no key)${NAME_PROJECTS}` : `${name} (no key)`;
  } catch (error) {
    const text = isOurs(error)
      ? error.message
      : describeError(error, { what: 'lookup', isThrown: false, requestText: '' }).text;
    return `${name} (${text})`;
  }
}

const NAME_PROJECTS =
  ". Fix, if the resolver needs a project: verifyKeysAtStart: ['<project id>'], or signingKeyCache: { knownProjects }";
