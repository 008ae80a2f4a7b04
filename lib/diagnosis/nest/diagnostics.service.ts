import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { describeError, type ErrorDescription } from '../../errors/describe-error.js';
import type { SigningKeysService } from '../../keys/signing-keys.service.js';
import { LogLine } from '../../logging/log-line.js';
import { readClaimedProjectId } from '../../request/claimed-project.js';
import { textOfRequest } from '../../request/request-text.js';
import { onResponseEnd } from '../../response/response-end.js';
import { TokenRoutesService } from '../../routes/token-routes.service.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { SignalWireWebhookModuleOptions } from '../../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_KEYS, SIGNALWIRE_WEBHOOK_OPTIONS } from '../../signalwire-webhook.tokens.js';
import { toBytes } from '../../signature/internal.js';
import { advise, adviseOnChangedProject, needsSearch } from './advice.js';
import { type DiagnosisQueue, queueOf } from './diagnosis-queue.js';
import { IntervalLimiter } from './interval-limiter.js';
import { diagnosisLog } from './diagnosis-log.js';
import { DEFAULT_INTERVAL, type DiagnosticsSettings, diagnosticsSettings } from './diagnostics-options.js';
import type { RejectionReport } from './rejection-report.js';
import type * as Search from './search-cause.js';

/** Webhooks from SignalWire have a few kB. A longer body would keep the process busy. */
const MAX_BODY_LENGTH = 128 * 1024;

/** Logs why a request was rejected, at most once per interval for each route and reason. */
@Injectable()
export class DiagnosticsService implements OnModuleDestroy, OnModuleInit {
  private readonly log = diagnosisLog();
  /** The routes whose first error of a diagnosis was logged with its stack. */
  private readonly traced = new WeakSet<WebhookRoute>();
  /** The routes whose first rejection was logged with a hint. */
  private readonly hinted = new WeakSet<WebhookRoute>();
  private readonly settings: DiagnosticsSettings | undefined;
  private isClosed = false;
  private readonly rateLimiter: IntervalLimiter;
  private readonly queue: DiagnosisQueue;
  private search: typeof Search | undefined;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    @Inject(SIGNALWIRE_WEBHOOK_KEYS) private readonly keys: SigningKeysService,
    private readonly tokenRoutes: TokenRoutesService,
    modules: ModulesContainer,
  ) {
    this.settings = diagnosticsSettings(options);
    this.rateLimiter = new IntervalLimiter(this.settings?.interval ?? DEFAULT_INTERVAL);
    this.queue = queueOf(modules);
  }

  /** Loads the search only if it is used, and at startup, so that no request waits for it. */
  async onModuleInit(): Promise<void> {
    if (this.settings) this.search = await import('./search-cause.js');
  }

  /** Drops the queued diagnoses. */
  onModuleDestroy(): void {
    this.isClosed = true;
    this.log.sumUp();
  }

  /**
   * Explains the rejection after the response was sent. Without `diagnostics`, it explains reasons that need no search. Never
   * throws, because an error must not change the response.
   */
  report(rejected: RejectionReport): void {
    if (this.isClosed || !this.queue.isOpen) return;
    if (!this.settings && needsSearch(rejected)) return;
    if (!this.rateLimiter.acquire(`${rejected.route.name} ${rejected.reason}`)) return;
    onResponseEnd(rejected.context.switchToHttp().getResponse(), () => {
      this.queue.add(() => this.explain(rejected));
    });
  }

  /** Returns how to find the cause of a rejection, once per route; `undefined` if the log contains the cause. */
  hint({ reason, route }: Pick<RejectionReport, 'reason' | 'route'>): string | undefined {
    if (this.settings || !needsSearch({ reason, route }) || this.hinted.has(route)) return undefined;
    this.hinted.add(route);
    return 'Set diagnostics: true in SignalWireWebhookModule to find the cause.';
  }

  private isDone(): boolean {
    return this.isClosed;
  }

  private async explain(rejected: RejectionReport): Promise<void> {
    if (this.isDone()) return;
    const { reason, route } = rejected;
    const found = await this.describe(rejected).catch((error: unknown) =>
      this.describeError(error, rejected),
    );
    if (found === undefined || this.isDone()) return;
    const { text, stack } = typeof found === 'string' ? { text: found } : found;
    const fields = { result: 'diagnosis', reason, route: route.name };
    this.log.write(
      `${route.name}: ${reason}`,
      () => new LogLine(`Diagnosis of ${route.name}: ${text}`, fields, stack),
    );
  }

  /** Includes the stack, because the response was sent and no exception has the error as its cause. */
  private describeError(error: unknown, { request, route }: RejectionReport): ErrorDescription {
    const place = { what: 'diagnosis', isThrown: false, requestText: textOfRequest(request) };
    const { stack, ...described } = describeError(error, place);
    if (stack === undefined || this.traced.has(route)) return described;
    this.traced.add(route);
    return { ...described, stack };
  }

  private async describe(rejected: RejectionReport): Promise<string | undefined> {
    const { reason, route, signed } = rejected;
    const advice = this.queue.measure(() => advise(rejected));
    if (advice !== undefined) return `${advice} (${reason})`;
    const { settings, search } = this;
    if (!signed || !settings || !search) return undefined;
    const length = toBytes(signed.body)?.length ?? 0;
    if (length > MAX_BODY_LENGTH) {
      return `The body of ${length} bytes is too long for a diagnosis. The limit is ${MAX_BODY_LENGTH} bytes. (${reason})`;
    }
    if (reason === 'token-mismatch') {
      const routes = this.tokenRoutes.list() ?? [];
      const given = { signed, route, routes, options: this.options, hints: settings };
      return this.queue.measure(() => `${search.describeTokenMismatch(given)} (${reason})`);
    }
    const changedProject = this.queue.measure(() => adviseOnChangedProject(rejected));
    if (changedProject !== undefined) return `${changedProject} (${reason})`;
    const { signingKey, signingKeyKind, project } = route.options;
    const claimedProjectId = this.queue.measure(() => readClaimedProjectId(signed));
    const { method, url, headers } = signed;
    const lookup = { project, claimedProjectId, method, url, headers, keyKind: signingKeyKind };
    const { keys } = await this.keys.find(signingKey, lookup);
    return this.queue.measure(() =>
      search.describeMismatch({ signed, keys, claimedProjectId, route, settings }),
    );
  }
}
