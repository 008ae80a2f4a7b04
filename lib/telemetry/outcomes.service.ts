import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { channel } from 'node:diagnostics_channel';
import { type Observable, Subject, type Subscription } from 'rxjs';

import { isError, isInstance } from '../errors/is-error.js';
import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/**
 * Name of the `node:diagnostics_channel` for each {@link WebhookOutcome} of the process, for code outside dependency injection.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 *
 * subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, (outcome) => metrics.count(outcome as WebhookOutcome));
 * ```
 *
 * @publicApi
 */
export const SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL = 'signalwire-webhook:outcome';

/**
 * Listener for outcomes. Errors of the listener, thrown or in a promise, are logged and do not affect the request.
 *
 * @publicApi
 */
export type WebhookOutcomeListener = (outcome: WebhookOutcome) => unknown;

const outcomeChannel = channel(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL);

/**
 * Publishes one outcome per request after the response has ended. Inject it for metrics, alerts or audit records.
 *
 * @example
 * ```ts
 * constructor(outcomes: SignalWireWebhookOutcomes) {
 *   outcomes.subscribe(({ result, reason, route }) => this.audit.write(route, result, reason));
 * }
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookOutcomes implements OnApplicationShutdown {
  private readonly subject = new Subject<WebhookOutcome>();
  private readonly decisionListeners = new Set<WebhookOutcomeListener>();
  private readonly log = floodSafeLog('error', 'errors of outcome listeners');

  /**
   * Stream of outcomes; completes when the application has shut down. An error that a subscriber throws is an uncaught
   * exception, as with every rxjs stream. {@link SignalWireWebhookOutcomes.subscribe} logs such errors instead.
   */
  readonly outcomes$: Observable<WebhookOutcome> = this.subject.asObservable();

  /**
   * Calls the listener with each outcome, and logs errors that the listener throws or rejects with.
   *
   * @returns a subscription, which `unsubscribe()` ends
   */
  subscribe(listener: WebhookOutcomeListener): Subscription {
    return this.subject.subscribe((outcome) => {
      this.call(listener, outcome);
    });
  }

  /**
   * Calls the listener with each result before the handler runs, while the request's span is active.
   *
   * @returns a function that removes the listener
   * @internal
   */
  onDecision(listener: WebhookOutcomeListener): () => void {
    this.decisionListeners.add(listener);
    return () => this.decisionListeners.delete(listener);
  }

  /**
   * Whether any listener is subscribed.
   *
   * @internal
   */
  get isObserved(): boolean {
    return this.subject.observed || outcomeChannel.hasSubscribers || this.decisionListeners.size > 0;
  }

  /**
   * Calls the listeners of {@link SignalWireWebhookOutcomes.onDecision}.
   *
   * @internal
   */
  announce(outcome: WebhookOutcome): void {
    for (const listener of this.decisionListeners) this.call(listener, outcome);
  }

  /**
   * Publishes the outcome of a request after its response has ended.
   *
   * @internal
   */
  publish(outcome: WebhookOutcome): void {
    this.subject.next(outcome);
    outcomeChannel.publish(outcome);
  }

  /** Completes the stream of outcomes. */
  onApplicationShutdown(): void {
    this.log.sumUp();
    this.subject.complete();
  }

  private call(listener: WebhookOutcomeListener, outcome: WebhookOutcome): void {
    try {
      const result = listener(outcome);
      if (isInstance(result, Promise)) result.catch(this.report);
    } catch (error) {
      this.report(error);
    }
  }

  private readonly report = (error: unknown): void => {
    this.log.write('a listener', () => describeListenerError(error));
  };
}

/** Never throws, even if the thrown value has no text. */
function describeListenerError(error: unknown): LogLine {
  const what = 'A listener of SignalWireWebhookOutcomes failed';
  try {
    const { name, message, stack } = isError(error) ? error : new Error(String(error));
    return new LogLine(`${what}: ${name}: ${message}`, { stack });
  } catch {
    return new LogLine(`${what}: something that is not an Error was thrown`, {});
  }
}
