import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import type { SigningKeysService } from '../../keys/signing-keys.service.js';
import { LogLine } from '../../logging/log-line.js';
import { floodSafeLog } from '../../logging/nest-log.js';
import type { OnceService } from '../../once/once.service.js';
import { SIGNALWIRE_WEBHOOK_KEYS, SIGNALWIRE_WEBHOOK_ONCE } from '../../signalwire-webhook.tokens.js';

/**
 * Whether webhooks can be verified and handled now. It says what is down and never why: that is in the log.
 *
 * @publicApi
 */
export interface WebhookHealth {
  /** Both of the others. */
  readonly isUp: boolean;
  /**
   * Whether the signing keys are available: given in the options, cached, or given by the resolver now. A resolver is asked for the
   * first of `signingKeyCache.knownProjects`; without them, for no project, so that an answer is enough. With a
   * `signingKeyCache.key` of your own it is not asked.
   */
  readonly signingKeys: boolean;
  /** Whether the store of `once` takes a claim. */
  readonly onceStore: boolean;
}

/** In milliseconds: health checks are often open to strangers, and a lookup or a claim in a second costs nothing. */
const INTERVAL = 1_000;

/**
 * Tells whether webhooks can be verified and handled, for a health check such as `@nestjs/terminus`. It asks at most once in a
 * second, however often it is called.
 *
 * @example
 * ```ts
 * const { isUp } = await this.webhookHealth.check();
 * return isUp ? indicator.up() : indicator.down();
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookHealth implements OnApplicationShutdown {
  private readonly log = floodSafeLog('warn', 'failed health checks', { burst: 1 });
  private latest: Promise<WebhookHealth> | undefined;
  private staleAt = Infinity;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_KEYS) private readonly signingKeys: Pick<SigningKeysService, 'findError'>,
    @Inject(SIGNALWIRE_WEBHOOK_ONCE) private readonly once: Pick<OnceService, 'findError'>,
  ) {}

  /** Never rejects. */
  check(): Promise<WebhookHealth> {
    if (this.latest === undefined || performance.now() >= this.staleAt) {
      this.staleAt = Infinity;
      this.latest = this.ask().finally(() => {
        this.staleAt = performance.now() + INTERVAL;
      });
    }
    return this.latest;
  }

  onApplicationShutdown(): void {
    this.log.sumUp();
  }

  private async ask(): Promise<WebhookHealth> {
    const errors = await Promise.all([this.signingKeys.findError(), this.once.findError()]);
    const [signingKeys, onceStore] = errors.map((fault) => fault === undefined) as [boolean, boolean];
    this.report('signing keys', errors[0]);
    this.report('store of once', errors[1]);
    return Object.freeze({ isUp: signingKeys && onceStore, signingKeys, onceStore });
  }

  private report(what: string, fault: string | undefined): void {
    if (fault !== undefined) this.log.write(what, () => new LogLine(`Health, ${what}: ${fault}`, { fault }));
  }
}
