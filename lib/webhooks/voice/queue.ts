import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

/**
 * `QueueResult`: how a caller left the queue.
 *
 * @publicApi
 */
export type QueueResult = OpenEnum<
  | 'bridged'
  | 'bridging-in-progress'
  | 'error'
  | 'hangup'
  | 'leave'
  | 'redirected'
  | 'redirected-from-bridged'
  | 'queue-full'
  | 'system-error'
>;

/**
 * Asks what to do after a call's time in a queue: the `action` of `<Enqueue>`.
 *
 * Source: cXML `<Enqueue>`.
 *
 * @publicApi
 */
export interface EnqueueAction extends VoiceWebhook {
  readonly QueueResult?: QueueResult;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
}

/**
 * Asks what a waiting call hears: the `waitUrl` of `<Enqueue>`.
 *
 * Source: cXML `<Enqueue>`.
 *
 * @publicApi
 */
export interface QueueWaitRequest extends VoiceWebhook {
  /** An integer. */
  readonly QueuePosition?: string;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
  /** Seconds. */
  readonly AvgQueueTime?: string;
  /** An integer. */
  readonly CurrentQueueSize?: string;
}

/**
 * Asks what a queued call hears before it is connected: the `url` of `<Queue>`.
 *
 * Source: cXML `<Queue>`.
 *
 * @publicApi
 */
export interface QueueRequest extends VoiceWebhook {
  /** SignalWire spells it so. */
  readonly DequeingCallSid?: string;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
}
