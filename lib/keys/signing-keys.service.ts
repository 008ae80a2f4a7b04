import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { isOurs } from '../errors/application-failure.js';
import { describeError } from '../errors/describe-error.js';
import { writeSafely } from '../logging/nest-log.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { limitsOf } from './key-cache-options.js';
import {
  findByProject,
  findSingle,
  type FoundKeys,
  isOneProject,
  isResolver,
  isStatic,
  type KeyLookup,
  readsProject,
  type SigningKeySource,
} from './key-source.js';
import { KnownProjects } from './known-projects.js';
import { ResolverKeys } from './resolver-keys.js';
import type { SigningKeyOptions } from './signing-key-options.js';

/** The options of the module that the service reads. */
type Options = SigningKeyOptions & { readonly publicUrl?: unknown };
/** `undefined` is a resolver that needs no project. */
type Project = string | undefined;

const MIN_INTERVAL = 1_000;
/** How many projects are looked up at once at startup. */
const CONCURRENCY = 20;

/** Finds signing keys in every kind of source, for requests, at startup and for health checks. */
@Injectable()
export class SigningKeysService implements OnApplicationBootstrap {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly knownProjects: KnownProjects;
  private readonly resolverKeys: ResolverKeys;

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: Options) {
    const { signingKeyCache } = options;
    const { ttl, resolveTimeout } = limitsOf(signingKeyCache);
    const warn = (message: string) => {
      writeSafely(this.logger, 'warn', message);
    };
    this.knownProjects = new KnownProjects(signingKeyCache?.knownProjects, {
      interval: Math.max(ttl, MIN_INTERVAL),
      timeLimit: resolveTimeout,
      warn,
    });
    this.resolverKeys = new ResolverKeys(signingKeyCache, this.knownProjects, warn);
  }

  /** Finds the known projects, and the keys that `verifyKeysAtStart` names. */
  async onApplicationBootstrap(): Promise<void> {
    await this.knownProjects.refresh();
    const { signingKey, signingKeyCache, verifyKeysAtStart: given = false } = this.options;
    if (isResolver(signingKey) && readsProject(signingKey) && !signingKeyCache?.knownProjects)
      this.logger.warn(NO_KNOWN_PROJECTS);
    if (given === false || isStatic(signingKey)) return;
    if (given === true && this.knownProjects.isUnavailable) throw unavailableList();
    const projects = given === true ? this.projectsOf(signingKey) : given;
    await verifyKeysAtStart(projects, (project) => this.findAtStart(signingKey, project));
  }

  /**
   * Finds the keys for a request.
   *
   * @throws SigningKeysUnavailableError if the resolver fails and no keys are cached
   * @throws SignalWireWebhookConfigurationError if the source does not support the route's project, or the cache key is unusable
   */
  find(source: SigningKeySource, lookup: KeyLookup): FoundKeys | Promise<FoundKeys> {
    if (isStatic(source)) return findSingle(source, lookup);
    return isResolver(source) ? this.resolverKeys.find(source, lookup) : findByProject(source, lookup);
  }

  /** Discards the cached keys of a project, so that its next request looks them up again. */
  forget(project: string): void {
    this.resolverKeys.forget(project);
  }

  /** Discards all cached keys. */
  forgetAll(): void {
    this.resolverKeys.forgetAll();
  }

  /** Returns why the module's keys are unavailable now, as for a request; `undefined` if they are available. */
  async findError(): Promise<string | undefined> {
    const { signingKey } = this.options;
    if (!isResolver(signingKey) || this.resolverKeys.hasCustomKey) return undefined;
    try {
      const { keys, onVerified } = await this.find(signingKey, this.lookupFor(this.knownProjects.all[0]));
      if (keys.length > 0) onVerified();
      return keys.length === 0 && isOneProject(signingKey)
        ? 'The signing key resolver returned no key.'
        : undefined;
    } catch (error) {
      return describeError(error, { what: 'lookup of the signing keys', isThrown: false, requestText: '' })
        .text;
    }
  }

  private projectsOf(source: SigningKeySource): readonly Project[] {
    if (!isStatic(source) && !isResolver(source)) return Object.keys(source.projects);
    return this.options.signingKeyCache?.knownProjects ? this.knownProjects.all : [undefined];
  }

  private async findAtStart(source: SigningKeySource, project: Project): Promise<readonly string[]> {
    const lookup = this.lookupFor(project);
    if (isResolver(source)) return this.resolverKeys.preload(source, lookup);
    return (await this.find(source, { ...lookup, project })).keys;
  }

  /** A lookup without a request. */
  private lookupFor(claimedProjectId: Project): KeyLookup {
    const { publicUrl, signingKeyKind: keyKind } = this.options;
    const url = typeof publicUrl === 'string' ? publicUrl : '';
    return { project: undefined, claimedProjectId, method: 'POST', url, headers: {}, keyKind };
  }
}

const NO_KNOWN_PROJECTS =
  'signingKey is a resolver, but signingKeyCache.knownProjects is not set. During a flood of made-up project IDs, the first ' +
  'request of a project may get 503. Fix: signingKeyCache: { knownProjects: () => projects.findAllIds() }';

function unavailableList(): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    'verifyKeysAtStart: true needs the list of signingKeyCache.knownProjects, which is unavailable. The log contains the reason.',
  );
}

/** @throws SignalWireWebhookConfigurationError that says which projects have no usable key, and why */
async function verifyKeysAtStart(
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
