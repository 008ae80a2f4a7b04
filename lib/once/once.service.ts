import { Inject, Injectable, type OnApplicationShutdown, ServiceUnavailableException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { LOG_IT, READ_CAUSE } from '../errors/describe-fault.js';
import { describeForeignError } from '../errors/describe-foreign-error.js';
import { isNamed } from '../errors/is-error.js';
import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { HandlerOutcome } from './handler-outcome.js';
import { LimitedStore } from './limited-store.js';
import { MemoryOnceStore } from './memory-once-store.js';
import type { OnceModuleOptions, OnceSettings } from './once-options.js';
import { OnceStoreError } from './once-store.error.js';
import type { OnceClaim } from './once-store.js';

/** One arrival of an event. */
export interface EventArrival<Result> {
  readonly id: string;
  readonly settings: OnceSettings;
  handle(): Promise<Result>;
  /** Asked when `handle` is done. */
  outcome(): HandlerOutcome | Promise<HandlerOutcome>;
  /** In place of `handle`, for an event that was handled before. */
  duplicate(): Result | Promise<Result>;
}

/** An event that nobody sends. */
const PROBE = { id: '0'.repeat(64), lease: 1_000, timeout: 1_000 };

/** Handles each event once, as far as its store remembers. */
@Injectable()
export class OnceService implements OnApplicationShutdown {
  private readonly log = floodSafeLog('warn', 'warnings about events', { burst: 1 });
  private readonly store: LimitedStore;

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: OnceModuleOptions) {
    this.store = new LimitedStore(options.onceStore ?? new MemoryOnceStore());
  }

  /**
   * Settles as the handler does, whatever happens to the caller meanwhile.
   *
   * @throws ServiceUnavailableException while the event is being handled, or the store fails on a route that refuses then
   */
  async handle<Result>(arrival: EventArrival<Result>): Promise<Result> {
    const token = randomUUID();
    switch (await this.claim(arrival, token)) {
      case 'claimed':
        return this.handleClaimed(arrival, token);
      case 'completed':
        return arrival.duplicate();
      case 'running':
        throw new ServiceUnavailableException();
      case 'unknown':
        return arrival.handle();
    }
  }

  /** Why the store takes no claims now; `undefined` if it does. */
  async findFault(): Promise<string | undefined> {
    const token = randomUUID();
    const { lease, timeout } = PROBE;
    try {
      const claim = await this.store.claim(PROBE.id, token, lease, timeout);
      if (claim === 'claimed') await this.store.release(PROBE.id, token, timeout);
      return undefined;
    } catch (error) {
      return describe(error, 'claim', LOG_IT);
    }
  }

  onApplicationShutdown(): void {
    this.log.sumUp();
  }

  private warn(kind: string, text: string): void {
    this.log.write(kind, () => new LogLine(text, { kind }));
  }

  /** `unknown` if the store fails on a route that handles the event then. */
  private async claim<Result>(
    { id, settings }: EventArrival<Result>,
    token: string,
  ): Promise<OnceClaim | 'unknown'> {
    try {
      return await this.store.claim(id, token, settings.lease, settings.timeout);
    } catch (error) {
      const isHandled = settings.onStoreFailure === 'handle';
      const consequence = isHandled ? 'handled without the check' : 'refused with 503';
      const fault = describe(error, 'claim', isHandled ? LOG_IT : READ_CAUSE);
      this.warn('claim', `An event could not be claimed and was ${consequence}: ${fault}`);
      if (isHandled) return 'unknown';
      throw new ServiceUnavailableException(undefined, { cause: error });
    }
  }

  private async handleClaimed<Result>(arrival: EventArrival<Result>, token: string): Promise<Result> {
    let result: Result;
    try {
      result = await arrival.handle();
    } catch (error) {
      await this.release(arrival, token);
      throw error;
    }
    const outcome = await arrival.outcome();
    if (outcome === 'succeeded') await this.complete(arrival, token);
    if (outcome === 'failed') await this.release(arrival, token);
    return result;
  }

  private async complete<Result>({ id, settings }: EventArrival<Result>, token: string): Promise<void> {
    try {
      if (await this.store.complete(id, token, settings.ttl, settings.timeout)) return;
      this.warn(
        'lease',
        `A handler took longer than its lease of ${settings.lease} ms, and another one handled the event as well. ` +
          'Raise it: once: { lease: … }.',
      );
    } catch (error) {
      this.warn(
        'complete',
        `An event was handled and could not be marked so: after its lease it can be handled again: ${describe(error, 'complete', LOG_IT)}`,
      );
    }
  }

  private async release<Result>({ id, settings }: EventArrival<Result>, token: string): Promise<void> {
    try {
      await this.store.release(id, token, settings.timeout);
    } catch (error) {
      this.warn(
        'release',
        `A failed event could not be released: it can be handled again after its lease: ${describe(error, 'release', LOG_IT)}`,
      );
    }
  }
}

/** Without the message of a foreign error. */
function describe(error: unknown, method: string, whereToRead: string): string {
  if (isNamed(error, OnceStoreError)) return error.message;
  return `onceStore.${method}() failed: ${describeForeignError(error)}.${error === undefined ? '' : whereToRead}`;
}
