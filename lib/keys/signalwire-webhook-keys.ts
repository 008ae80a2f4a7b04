import { Inject, Injectable } from '@nestjs/common';

import { SIGNALWIRE_WEBHOOK_BASIC_AUTH, SIGNALWIRE_WEBHOOK_KEYS } from '../signalwire-webhook.tokens.js';
import type { SigningKeysService } from './signing-keys.service.js';

/**
 * Evicts resolved keys from the cache, so that a revoked key is rejected from the next request on, not only after
 * `signingKeyCache.ttl`. Inject it into the code that revokes keys. It affects only this process; `docs/how-to/signing-keys.md` shows how
 * to notify other replicas. Keys that are strings in the options are not affected.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class ProjectsService {
 *   constructor(private readonly webhookKeys: SignalWireWebhookKeys) {}
 *
 *   async revoke(project: string) {
 *     await this.projects.deleteSigningKeys(project);
 *     this.webhookKeys.forget(project);
 *   }
 * }
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookKeys {
  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_KEYS)
    private readonly signingKeys: Pick<SigningKeysService, 'forget' | 'forgetAll'>,
    @Inject(SIGNALWIRE_WEBHOOK_BASIC_AUTH) private readonly basicAuth: { forgetAll(): void },
  ) {}

  /**
   * Forgets the keys of one project, including the results of running lookups. Its next request calls the resolver. The project
   * remains known. If `signingKeyCache.key` is set, all resolved keys are forgotten.
   *
   * @param project the project ID, or the name that routes use as `project`
   * @throws TypeError if `project` is not a non-empty string
   */
  forget(project: string): void {
    if (typeof (project as unknown) !== 'string' || project === '') {
      throw new TypeError(
        "forget() needs a project. Fix: forget('<project id>'), or forgetAll() for all projects.",
      );
    }
    this.signingKeys.forget(project);
  }

  /** Forgets the keys of all projects, and the credentials that `basicAuth` functions returned. */
  forgetAll(): void {
    this.signingKeys.forgetAll();
    this.basicAuth.forgetAll();
  }
}
