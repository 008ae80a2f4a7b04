import { Inject, Injectable, type OnApplicationShutdown, ServiceUnavailableException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { LOG_IT, READ_CAUSE } from '../errors/describe-error.js';
import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isNamed } from '../errors/is-error.js';
import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { HandlerOutcome } from './handler-outcome.js';
import { LimitedStore } from './limited-store.js';
import { MemoryOnceStore } from './memory-once-store.js';
import type { OnceModuleOptions, OnceSettings } from './once-options.js';
import { OnceStoreError } from './once-store.error.js';
import type { OnceAcquireResult } from './once-store.js';

/** One webhook with an event. */
export interface EventArrival<Result> {
  /** Event ID: 64 hexadecimal digits. */
  readonly id: string;
  /** Settings of `once` on the route. */
  readonly settings: OnceSettings;
  /** Runs the handler. */
  handle(): Promise<Result>;
  /** Returns the outcome of the handler. It is called after `handle`. */
  outcome(): HandlerOutcome | Promise<HandlerOutcome>;
  /** Responds to an event that was handled before. It is called instead of `handle`. */
  duplicate(): Result | Promise<Result>;
}

/** An event ID that no webhook has. */
const PROBE = { id: '0'.repeat(64), lease: 1_000, timeout: 1_000 };

/** Handles each event once, while its store remembers the event. */
@Injectable()
export class OnceService implements OnApplicationShutdown {
  private readonly log = floodSafeLog('warn', 'warnings about events', { burst: 1 });
  private readonly store: LimitedStore;

  /** Uses the `onceStore` of the module, or a {@link MemoryOnceStore}. */
  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: OnceModuleOptions) {
    this.store = new LimitedStore(options.onceStore ?? new MemoryOnceStore());
  }

  /**
   * Settles with the handler, even if the caller disconnects.
   *
   * @throws ServiceUnavailableException while the event is being handled, or if the store fails and `onStoreFailure` is
   *   `unavailable`
   */
  async handle<Result>(arrival: EventArrival<Result>): Promise<Result> {
    const leaseId = randomUUID();
    switch (await this.acquire(arrival, leaseId)) {
      case 'acquired':
        return this.handleAcquired(arrival, leaseId);
      case 'completed':
        return arrival.duplicate();
      case 'running':
        throw new ServiceUnavailableException();
      case 'unknown':
        return arrival.handle();
    }
  }

  /** Returns why the store cannot acquire events now; `undefined` if it can. */
  async findError(): Promise<string | undefined> {
    const leaseId = randomUUID();
    const { lease, timeout } = PROBE;
    try {
      const result = await this.store.acquire(PROBE.id, leaseId, lease, timeout);
      if (result === 'acquired') await this.store.release(PROBE.id, leaseId, timeout);
      return undefined;
    } catch (error) {
      return describeStoreError(error, 'acquire', LOG_IT);
    }
  }

  /** Logs the number of warnings that were not logged. */
  onApplicationShutdown(): void {
    this.log.sumUp();
  }

  private warn(kind: string, text: string): void {
    this.log.write(kind, () => new LogLine(text, { kind }));
  }

  /** Returns `unknown` if the store fails and `onStoreFailure` is `handle`. */
  private async acquire<Result>(
    { id, settings }: EventArrival<Result>,
    leaseId: string,
  ): Promise<OnceAcquireResult | 'unknown'> {
    try {
      return await this.store.acquire(id, leaseId, settings.lease, settings.timeout);
    } catch (error) {
      const isHandled = settings.onStoreFailure === 'handle';
      const consequence = isHandled ? 'the event was handled without the check' : 'the response was 503';
      const description = describeStoreError(error, 'acquire', isHandled ? LOG_IT : READ_CAUSE);
      this.warn('acquire', `The lease of an event could not be acquired, and ${consequence}: ${description}`);
      if (isHandled) return 'unknown';
      throw new ServiceUnavailableException(undefined, { cause: error });
    }
  }

  private async handleAcquired<Result>(arrival: EventArrival<Result>, leaseId: string): Promise<Result> {
    let result: Result;
    try {
      result = await arrival.handle();
    } catch (error) {
      await this.release(arrival, leaseId);
      throw error;
    }
    const outcome = await arrival.outcome();
    if (outcome === 'succeeded') await this.complete(arrival, leaseId);
    if (outcome === 'failed') await this.release(arrival, leaseId);
    return result;
  }

  private async complete<Result>({ id, settings }: EventArrival<Result>, leaseId: string): Promise<void> {
    try {
      if (await this.store.complete(id, leaseId, settings.ttl, settings.timeout)) return;
      this.warn(
        'lease',
        `A handler took longer than its lease of ${settings.lease} ms, so a second handler ran for the same event. ` +
          'Fix: increase once: { lease: … }',
      );
    } catch (error) {
      this.warn(
        'complete',
        `An event was handled, but could not be completed in the store, so it can be handled again after its lease: ${describeStoreError(error, 'complete', LOG_IT)}`,
      );
    }
  }

  private async release<Result>({ id, settings }: EventArrival<Result>, leaseId: string): Promise<void> {
    try {
      await this.store.release(id, leaseId, settings.timeout);
    } catch (error) {
      this.warn(
        'release',
        `The lease of a failed event could not be released, so the event can be handled again only after its lease: ${describeStoreError(error, 'release', LOG_IT)}`,
      );
    }
  }
}

/** Describes an error without the message of a third-party error. */
function describeStoreError(error: unknown, method: string, whereToRead: string): string {
  if (isNamed(error, OnceStoreError)) return error.message;
  return `onceStore.${method}() failed: ${describeThirdPartyError(error)}.${error === undefined ? '' : whereToRead}`;
}
