import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { documentation } from '../errors/links.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS, SIGNALWIRE_WEBHOOK_TELEMETRY } from '../signalwire-webhook.tokens.js';
import type { TelemetryService } from '../telemetry/telemetry.service.js';
import { findProtectedRoutes } from './find-protected-routes.js';
import type { WebhookRoute } from './webhook-route.js';

const REMINDER_INTERVAL = 10 * 60_000;

/** Logs at startup and every ten minutes which routes are unprotected because of `mode: 'report'`. */
@Injectable()
export class ReportModeService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly announced = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly modules: ModulesContainer,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    @Inject(SIGNALWIRE_WEBHOOK_TELEMETRY) private readonly telemetry: TelemetryService,
  ) {}

  /** Logs the routes with `mode: 'report'`. */
  onApplicationBootstrap(): void {
    const routes = findProtectedRoutes(this.modules, this.options)
      .map(({ route }) => route)
      .filter(({ options }) => options.mode === 'report');
    if (routes.length > 0) this.announce(...routes);
  }

  /** Stops the reminders. */
  onModuleDestroy(): void {
    this.isClosed = true;
    clearInterval(this.timer);
  }

  /** Logs each route once. A route behind `app.useGlobalGuards` is known only with its first request. */
  announce(...routes: readonly WebhookRoute[]): void {
    const added = routes.filter(({ name }) => !this.announced.has(name));
    if (added.length === 0) return;
    for (const { name } of added) this.announced.add(name);
    this.logger.warn(
      `mode: 'report' is on. Forged requests are only logged, NOT rejected. Not protected: ${listNames(added)}. ` +
        `Fix, once no webhook from SignalWire is reported: mode: 'enforce'. See ${documentation('how-to/rolling-out.md')}`,
    );
    if (!this.isClosed) this.timer ??= setInterval(this.remind, REMINDER_INTERVAL).unref();
  }

  private readonly remind = (): void => {
    const counts = [...this.telemetry.takeAllowedCounts()];
    const sum = counts.reduce((total, [, count]) => total + count, 0);
    const detail = counts.map(([route, count]) => `${count} × ${route}`).join('; ');
    this.logger.warn(
      `mode: 'report' is still on. Not protected: ${[...this.announced].join(', ')}. Requests allowed within 10 minutes without ` +
        `being verified: ${sum === 0 ? 'none' : `${sum} (${detail})`}.`,
    );
  };
}

function listNames(routes: readonly WebhookRoute[]): string {
  return [...new Set(routes.map(({ name }) => name))].join(', ');
}
