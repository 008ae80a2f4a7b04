import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { checkSigningKeys } from './check-signing-keys.js';
import { SigningKeyCache } from './signing-key-cache.js';
import {
  isResolver,
  isStatic,
  type SigningKeyContext,
  type SigningKeyResolver,
  type SigningKeyResolverFunction,
  type SigningKeySource,
} from './signing-key-source.js';

/** The keys to verify one request with. */
export interface FoundKeys {
  /** Empty for an unknown project. */
  readonly keys: readonly string[];
  /** Whether a signature by them proves the project id that the payload claims. */
  readonly proveClaim: boolean;
  /** Where the keys came from a cache: asks once more whether they changed. */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** To be called when a request was verified with them. */
  readonly confirm: () => void;
}

export type KeyQuestion = Omit<SigningKeyContext, 'signal'>;

const NO_PROJECT = '';

/** Finds signing keys, whatever the source. Holds the caches, one for each resolver. */
@Injectable()
export class SigningKeysService implements OnApplicationBootstrap {
  private readonly caches = new WeakMap<object, SigningKeyCache>();

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions) {}

  async onApplicationBootstrap(): Promise<void> {
    const { verifyKeysAtStart = false, signingKey } = this.options;
    if (verifyKeysAtStart === false || isStatic(signingKey)) return;
    const projects = verifyKeysAtStart === true ? knownProjects(signingKey) : verifyKeysAtStart;
    const failures = await Promise.all(projects.map((project) => this.tryProject(signingKey, project)));
    const failed = failures.filter((failure) => failure !== undefined);
    if (failed.length > 0) {
      throw new SignalWireWebhookConfigurationError(
        `verifyKeysAtStart found no usable signing key: ${failed.join('; ')}`,
      );
    }
  }

  /** @throws SigningKeysUnavailableError if the resolver fails and nothing is cached */
  async find(source: SigningKeySource, question: KeyQuestion): Promise<FoundKeys> {
    if (isStatic(source)) return this.findStatic(source, question);
    if (!isResolver(source)) return findByProject(source.projects, question);
    const cache = this.cacheOf(source);
    const id = this.options.signingKeyCache?.key?.({ ...question, signal: NEVER }) ?? projectOf(question);
    const resolve = (signal: AbortSignal) => toFunction(source)({ ...question, signal });
    const { keys, fromCache } = await cache.find(id, resolve);
    return {
      keys,
      proveClaim: provesClaim(question),
      refresh: fromCache ? () => cache.refresh(id, resolve) : undefined,
      confirm: () => {
        cache.confirm(id);
      },
    };
  }

  private findStatic(keys: string | readonly string[], { project }: KeyQuestion): FoundKeys {
    if (project !== undefined) {
      throw new SignalWireWebhookConfigurationError(
        `project: '${project}' on a route needs signingKey: { projects: { '${project}': 'PSK_…' } } or a resolver; ` +
          'signingKey is a plain key.',
      );
    }
    return { keys: typeof keys === 'string' ? [keys] : keys, proveClaim: true, confirm: () => undefined };
  }

  private cacheOf(source: object): SigningKeyCache {
    const cache = this.caches.get(source) ?? new SigningKeyCache(this.options.signingKeyCache);
    this.caches.set(source, cache);
    return cache;
  }

  private async tryProject(
    source: SigningKeySource,
    project: string | undefined,
  ): Promise<string | undefined> {
    const { publicUrl } = this.options;
    const url = typeof publicUrl === 'string' ? publicUrl : '';
    const question = { project, claimedProjectId: project, method: 'POST', url, headers: {} };
    const name = project === undefined ? 'the resolver' : `"${project}"`;
    try {
      const { keys, confirm } = await this.find(source, question);
      if (keys.length === 0) return `${name} (no key)`;
      checkSigningKeys(keys);
      confirm();
      return undefined;
    } catch (error) {
      return `${name} (${error instanceof Error ? error.message : 'failed'})`;
    }
  }
}

const NEVER = new AbortController().signal;

function findByProject(
  projects: Readonly<Record<string, string | readonly string[]>>,
  question: KeyQuestion,
): FoundKeys {
  const project = projectOf(question);
  const keys = Object.hasOwn(projects, project) ? projects[project] : undefined;
  return {
    keys: keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys,
    proveClaim: provesClaim(question),
    confirm: () => undefined,
  };
}

function projectOf({ project, claimedProjectId }: KeyQuestion): string {
  return project ?? claimedProjectId ?? NO_PROJECT;
}

/** Where the route chose the project, its keys say nothing about another one that the payload names. */
function provesClaim({ project, claimedProjectId }: KeyQuestion): boolean {
  return project === undefined || project === claimedProjectId;
}

function toFunction(source: SigningKeyResolver | SigningKeyResolverFunction): SigningKeyResolverFunction {
  return typeof source === 'function' ? source : (context) => source.resolve(context);
}

function knownProjects(source: SigningKeySource): (string | undefined)[] {
  return isStatic(source) || isResolver(source) ? [undefined] : Object.keys(source.projects);
}
