import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import type { SigningKeysService } from '../../keys/signing-keys.service.js';
import { LogLine } from '../../logging/log-line.js';
import { floodSafeLog } from '../../logging/nest-log.js';
import type { OnceService } from '../../once/once.service.js';
import { SIGNALWIRE_WEBHOOK_KEYS, SIGNALWIRE_WEBHOOK_ONCE } from '../../signalwire-webhook.tokens.js';

/**
 * Whether the application can verify and handle webhooks now. It names the failed part. The log contains the reason.
 *
 * @publicApi
 */
export interface WebhookHealth {
  /** Whether both the signing keys and the store of `once` are available. */
  readonly isUp: boolean;
  /**
   * Whether the signing keys are available: in the options, in the cache, or from the resolver. The check calls the resolver for
   * the first of `signingKeyCache.knownProjects`. Without known projects it calls the resolver without a project, and any answer
   * is enough. With a custom `signingKeyCache.key` it does not call the resolver.
   */
  readonly signingKeys: boolean;
  /** Whether the store of `once` can acquire a lease. */
  readonly onceStore: boolean;
}

/** In milliseconds. Anyone can often call a health check, so it makes at most one lookup and one acquire call per second. */
const INTERVAL = 1_000;

/**
 * Checks whether the application can verify and handle webhooks, for a health check such as `@nestjs/terminus`. It checks at most
 * once per second and otherwise returns the last result.
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

  /** Returns the current health. The promise never rejects. */
  check(): Promise<WebhookHealth> {
    if (this.latest === undefined || performance.now() >= this.staleAt) {
      this.staleAt = Infinity;
      this.latest = this.ask().finally(() => {
        this.staleAt = performance.now() + INTERVAL;
      });
    }
    return this.latest;
  }

  /** Logs the number of failed checks that were not logged. */
  onApplicationShutdown(): void {
    this.log.sumUp();
  }

  private async ask(): Promise<WebhookHealth> {
    const errors = await Promise.all([this.signingKeys.findError(), this.once.findError()]);
    const [signingKeys, onceStore] = errors.map((error) => error === undefined) as [boolean, boolean];
    this.report('signing keys', errors[0]);
    this.report('store of once', errors[1]);
    return Object.freeze({ isUp: signingKeys && onceStore, signingKeys, onceStore });
  }

  private report(part: string, error: string | undefined): void {
    if (error !== undefined) this.log.write(part, () => new LogLine(`Health, ${part}: ${error}`, { error }));
  }
}
