import type { OpenEnum } from '../types.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports a call's way through a queue: the `status_url` of `enter_queue`. SignalWire does not document the units of the times.
 *
 * Source: SWML `enter_queue`.
 *
 * @publicApi
 */
export interface CallQueueEvent extends CallingEventEnvelope {
  /** `calling.call.queue`. */
  readonly event_type: 'calling.call.queue';
  /** Fields of the event. */
  readonly params?: CallingEventParams & {
    /** Event of the queue: `enqueue`, `dequeue` or `leave`. */
    readonly status?: OpenEnum<'enqueue' | 'dequeue' | 'leave'>;
    /** ID of the queue. */
    readonly id?: string;
    /** Name of the queue. */
    readonly name?: string;
    /** Position of the call in the queue: an integer. */
    readonly position?: number;
    /** Size of the queue: an integer. */
    readonly size?: number;
    /** Average time in the queue: an integer. */
    readonly avg_time?: number;
    /** Time at which the call entered the queue: an integer. */
    readonly enqueue_ts?: number;
    /** Time at which the call was taken out of the queue: an integer. */
    readonly dequeue_ts?: number;
    /** Time at which the call left the queue: an integer. */
    readonly leave_ts?: number;
    /** URL of this callback. */
    readonly status_url?: string;
  };
}
