import { type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';

import type { EventEmitter } from 'node:events';

import { isStatic, isResolver, type SigningKeySource } from '../keys/key-source.js';
import { SigningKeysService } from '../keys/signing-keys.service.js';
import { readClaimedProjectId } from '../payload/claimed-project.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_KEYS, SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { SignedRequest } from '../signature/index.js';
import { diagnose, type DiagnosisHints, formatDiagnosis } from '../diagnosis/index.js';
import type { DiagnosticsOptions } from './diagnostics-options.js';

const DEFAULT_INTERVAL = 60_000;
/** SignalWire's own webhooks are a few kB; a long one would keep the process busy. */
const MAX_BODY_LENGTH = 128 * 1024;

/** Logs why a request was refused: at most once a route in an interval, since a diagnosis costs some hundred HMACs. */
@Injectable()
export class DiagnosticsService {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly lastAt = new Map<string, number>();
  private readonly options: DiagnosticsOptions | undefined;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly moduleOptions: SignalWireWebhookModuleOptions,
    @Inject(SIGNALWIRE_WEBHOOK_KEYS) private readonly keys: SigningKeysService,
  ) {
    const { diagnostics = false } = moduleOptions;
    this.options = diagnostics === true ? {} : diagnostics || undefined;
  }

  /** Diagnoses after the response was sent. Never throws: a diagnosis that fails must not change the response. */
  report(request: SignedRequest, route: SignalWireWebhookRouteOptions, context: ExecutionContext): void {
    if (!this.options) return;
    const response = context.switchToHttp().getResponse<EventEmitter & { raw?: EventEmitter }>();
    (response.raw ?? response).once('close', () => void this.diagnose(request, route, context));
  }

  private async diagnose(
    request: SignedRequest,
    route: SignalWireWebhookRouteOptions,
    context: ExecutionContext,
  ): Promise<void> {
    const name = `${context.getClass().name}.${context.getHandler().name}`;
    if (!this.options || (request.body?.length ?? 0) > MAX_BODY_LENGTH) return;
    if (!this.isDue(name, this.options.interval ?? DEFAULT_INTERVAL)) return;
    try {
      const source = route.signingKey ?? this.moduleOptions.signingKey;
      const otherKeys = { ...keysOf(source), ...this.options.otherKeys };
      const hints: DiagnosisHints = { ...this.options, otherKeys, context: 'module' };
      const diagnosis = diagnose(request, await this.findKeys(request, route, source), hints);
      this.logger.warn(`Diagnosis of ${name}: ${formatDiagnosis(diagnosis)}`);
    } catch {
      this.logger.warn(`Diagnosis of ${name}: the signing keys are unavailable.`);
    }
  }

  private isDue(name: string, interval: number): boolean {
    const now = performance.now();
    if (now - (this.lastAt.get(name) ?? -Infinity) < interval) return false;
    this.lastAt.set(name, now);
    return true;
  }

  private async findKeys(
    request: SignedRequest,
    { project }: SignalWireWebhookRouteOptions,
    source: SigningKeySource,
  ): Promise<readonly string[]> {
    const claimedProjectId = readClaimedProjectId(request);
    const { method, url, headers } = request;
    const { keys } = await this.keys.find(source, { project, claimedProjectId, method, url, headers });
    return keys;
  }
}

/** The newest key of each project, by name: the request may have been signed for another one. */
function keysOf(source: SigningKeySource): Record<string, string> {
  if (isStatic(source) || isResolver(source)) return {};
  return Object.fromEntries(
    Object.entries(source.projects).flatMap(([name, keys]) => {
      const newest = typeof keys === 'string' ? keys : keys[0];
      return newest === undefined ? [] : [[name, newest]];
    }),
  );
}
