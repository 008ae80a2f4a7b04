import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `enter_queue`.
 *
 * Source: SWML `enter_queue`.
 *
 * @publicApi
 */
export interface CallQueueEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.queue';
  readonly params?: CallingEventParams & {
    readonly status?: OpenEnum<'enqueue' | 'dequeue' | 'leave'>;
    readonly id?: string;
    readonly name?: string;
    readonly position?: number;
    readonly size?: number;
    readonly avg_time?: number;
    readonly enqueue_ts?: number;
    readonly dequeue_ts?: number;
    readonly leave_ts?: number;
    readonly status_url?: string;
  };
}
