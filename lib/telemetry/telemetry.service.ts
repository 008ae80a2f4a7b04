import { type ExecutionContext, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { handlerName } from '../errors/place-name.js';
import { describeError, type ErrorDescription } from '../errors/describe-error.js';
import { printable } from '../errors/printable.js';
import { isUnavailable } from '../errors/signing-keys-unavailable.error.js';
import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import { textOfRequest } from '../request/request-text.js';
import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { onResponseEnd } from '../response/response-end.js';
import type { RejectionReason } from '../signalwire-webhook.exception.js';
import { SIGNALWIRE_WEBHOOK_OUTCOMES } from '../signalwire-webhook.tokens.js';
import type { SignalWireWebhookOutcomes } from './outcomes.service.js';
import { readRequestId } from './request-id.js';
import type { SignatureFormat } from '../signature/index.js';
import { maskUrl } from '../signature/internal.js';
import type { VerificationMode } from './mode-options.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/** The data of a rejection that the log and the outcome contain. */
interface RejectionFacts {
  /** Reason of the rejection; `undefined` if a custom verifier or guard set no reason. */
  readonly reason: RejectionReason | undefined;
  /** Format of the received signature, if it was read. */
  readonly signatureFormat?: SignatureFormat | undefined;
}

type Facts = Pick<WebhookOutcome, 'result' | 'mode'> & Partial<WebhookOutcome>;

const ALLOWED = " – allowed by mode: 'report'";
const MAX_LOGGED_PATH = 200;
const MAX_TRACED = 1_000;
const MAX_LOGGED_REASON = 64;

/** Reports the results of the guard: in the log, and as outcomes if a listener is subscribed. */
@Injectable()
export class TelemetryService implements OnApplicationShutdown {
  private readonly startTimes = new WeakMap<object, number>();
  /** Outcomes of requests whose responses have not ended. */
  private readonly pending = new WeakMap<object, { outcome: WebhookOutcome }>();
  /** The routes whose first error of this library or of the framework was logged with its stack. */
  private readonly traced = new Set<string>();
  private readonly rejections = floodSafeLog('warn', 'rejected requests');
  private readonly errors = floodSafeLog('error', 'errors');
  private readonly warnings = floodSafeLog('warn', 'warnings');

  /** Number of allowed unverified requests by route. */
  private allowed = new Map<string, number>();

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OUTCOMES) private readonly outcomes: SignalWireWebhookOutcomes) {}

  /** Call it before a request is verified. */
  begin(request: object): void {
    if (this.outcomes.isObserved) this.startTimes.set(request, performance.now());
  }

  /** Records the result of a verified request. */
  verified(webhook: VerifiedWebhookData, mode: VerificationMode, context: ExecutionContext): void {
    if (!this.outcomes.isObserved) return;
    const { authentication, signatureFormat, algorithm, keyIndex, projectId } = webhook;
    this.record(
      { result: 'verified', mode, authentication, signatureFormat, algorithm, keyIndex, projectId },
      context,
    );
  }

  /**
   * Logs and records a rejection.
   *
   * @param path path of the request target, without its query
   * @param hint returns the text after the log line; called only for a line that is written
   */
  rejected(
    rejection: RejectionFacts,
    path: string,
    mode: VerificationMode,
    context: ExecutionContext,
    hint: () => string | undefined = () => undefined,
  ): void {
    const { reason, signatureFormat } = rejection;
    this.countIfAllowed(mode, context);
    const kind = `${handlerName(context)}: ${shown(reason)}${mode === 'report' ? ' (allowed)' : ''}`;
    this.rejections.write(kind, () => rejectionLine(rejection, path, mode, context, hint()));
    if (this.outcomes.isObserved) this.record({ result: 'rejected', reason, mode, signatureFormat }, context);
  }

  /** Records a failed verification: 500, or 503 without keys. */
  failed(error: unknown, mode: VerificationMode, context: ExecutionContext): void {
    this.countIfAllowed(mode, context);
    const result = isUnavailable(error) ? 'keys-unavailable' : 'configuration-error';
    const describeRequest = () => {
      const requestText =
        context.getType() === 'http' ? textOfRequest(incomingRequestOf(context)) : undefined;
      return describeError(error, { what: 'verification', isThrown: mode === 'enforce', requestText });
    };
    this.error(describeRequest, result, context, mode);
    if (this.outcomes.isObserved) this.record({ result, mode }, context);
  }

  /**
   * Logs an error of a request, without an outcome.
   *
   * @param error its text, or a function that describes it; called only for a line that is written
   */
  error(
    error: string | (() => ErrorDescription),
    kind: string,
    context: ExecutionContext,
    mode: VerificationMode = 'enforce',
  ): void {
    const route = handlerName(context);
    this.errors.write(`${route}: ${kind}`, () => {
      const { text, stack } = typeof error === 'string' ? { text: error } : error();
      return errorLine(text, kind, context, mode, this.onceOf(route, stack));
    });
  }

  /** Logs a warning about a verified request. */
  warn(text: string, kind: string, context: ExecutionContext): void {
    this.warnings.write(`${handlerName(context)}: ${kind}`, () => errorLine(text, kind, context, 'enforce'));
  }

  /** Returns the stack for the first error of a route, for a bounded number of routes. */
  private onceOf(route: string, stack: string | undefined): string | undefined {
    if (stack === undefined || this.traced.has(route) || this.traced.size >= MAX_TRACED) return undefined;
    this.traced.add(route);
    return stack;
  }

  /** Returns the number of unverified requests that `mode: 'report'` has allowed since the last call, by route. */
  takeAllowedCounts(): ReadonlyMap<string, number> {
    const counts = this.allowed;
    this.allowed = new Map();
    return counts;
  }

  /** Call it before the response ends, for a verified request whose event was handled before. */
  duplicate(request: object): void {
    const pending = this.pending.get(request);
    if (!pending) return;
    pending.outcome = Object.freeze({ ...pending.outcome, result: 'duplicate' as const });
    this.outcomes.announce(pending.outcome);
  }

  /** Logs the number of lines that were not logged. */
  onApplicationShutdown(): void {
    this.rejections.sumUp();
    this.errors.sumUp();
    this.warnings.sumUp();
  }

  private countIfAllowed(mode: VerificationMode, context: ExecutionContext): void {
    if (mode !== 'report') return;
    const route = handlerName(context);
    this.allowed.set(route, (this.allowed.get(route) ?? 0) + 1);
  }

  private record(facts: Facts, context: ExecutionContext): void {
    const request = incomingRequestOf(context);
    const startedAt = this.startTimes.get(request);
    const outcome: WebhookOutcome = Object.freeze({
      reason: undefined,
      route: handlerName(context),
      authentication: undefined,
      signatureFormat: undefined,
      algorithm: undefined,
      keyIndex: undefined,
      projectId: undefined,
      requestId: readRequestId(request),
      time: Date.now(),
      duration: startedAt === undefined ? 0 : performance.now() - startedAt,
      ...facts,
    });
    this.outcomes.announce(outcome);
    const pending = { outcome };
    this.pending.set(request, pending);
    onResponseEnd(context.switchToHttp().getResponse(), () => {
      this.outcomes.publish(pending.outcome);
    });
  }
}

function rejectionLine(
  { reason, signatureFormat }: RejectionFacts,
  path: string,
  mode: VerificationMode,
  context: ExecutionContext,
  hint: string | undefined,
): LogLine {
  const isAllowed = mode === 'report';
  const request = incomingRequestOf(context);
  const { method } = request;
  const route = handlerName(context);
  const requestId = readRequestId(request);
  const shownPath = printable(maskUrl(path).slice(0, MAX_LOGGED_PATH));
  const shownReason = shown(reason);
  const what = `${method} ${shownPath}: ${shownReason} ${describeRequest(route, requestId, signatureFormat)}`;
  const text = isAllowed ? `Would reject ${what}${ALLOWED}` : `Rejected ${what}`;
  return new LogLine(hint === undefined ? text : `${text}. ${hint}`, {
    result: 'rejected',
    reason: shownReason,
    ...(isAllowed && { mode }),
    route,
    signatureFormat,
    requestId,
    method,
    path: shownPath,
  });
}

function errorLine(
  text: string,
  kind: string,
  context: ExecutionContext,
  mode: VerificationMode,
  stack?: string,
): LogLine {
  const route = handlerName(context);
  const requestId = context.getType() === 'http' ? readRequestId(incomingRequestOf(context)) : undefined;
  const suffix = mode === 'report' ? ALLOWED : '';
  const fields = { result: kind, ...(mode === 'report' && { mode }), route, requestId };
  return new LogLine(`${text} ${describeRequest(route, requestId)}${suffix}`, fields, stack);
}

/** A custom verifier may return any reason, or none. */
function shown(reason: unknown): string {
  return typeof reason === 'string' ? printable(reason.slice(0, MAX_LOGGED_REASON)) : 'no reason given';
}

function incomingRequestOf(context: ExecutionContext): IncomingWebhookRequest {
  return context.switchToHttp().getRequest<IncomingWebhookRequest>();
}

function describeRequest(route: string, requestId: string | undefined, signatureFormat?: string): string {
  const parts = [route, signatureFormat, requestId === undefined ? undefined : `request ${requestId}`];
  return `(${parts.filter((part) => part !== undefined).join(', ')})`;
}
