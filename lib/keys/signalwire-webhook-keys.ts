import { Inject, Injectable } from '@nestjs/common';

import { SIGNALWIRE_WEBHOOK_BASIC_AUTH, SIGNALWIRE_WEBHOOK_KEYS } from '../signalwire-webhook.tokens.js';
import type { SigningKeysService } from './signing-keys.service.js';

/**
 * Forgets what resolvers gave, so that a revoked key is rejected from the next request on instead of after
 * `signingKeyCache.ttl`. Inject it where keys are revoked. It acts on this process; `docs/signing-keys.md` shows how other
 * replicas follow. Keys that the options hold themselves, as strings, stay.
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
   * Forgets the keys of one project, also those that are being looked up now: its next request asks the resolver. The
   * project still counts as known. With a `signingKeyCache.key` of your own, all resolved keys are forgotten.
   *
   * @param project its id, or the name that routes give as `project`
   * @throws TypeError if it is not a string, since nothing would be forgotten
   */
  forget(project: string): void {
    if (typeof (project as unknown) !== 'string' || project === '') {
      throw new TypeError(
        "forget takes a project: forget('<project id>'). To forget all of them, call forgetAll().",
      );
    }
    this.signingKeys.forget(project);
  }

  /** Forgets the keys of all projects, and the credentials that `basicAuth` functions gave. */
  forgetAll(): void {
    this.signingKeys.forgetAll();
    this.basicAuth.forgetAll();
  }
}
