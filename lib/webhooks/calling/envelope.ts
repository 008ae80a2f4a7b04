import type { JsonObject } from '../types.js';

/**
 * The envelope of every `calling.*` event. JSON.
 *
 * Source: SignalWire REST webhooks, calling status callbacks.
 */
export interface CallingEventEnvelope {
  readonly event_type: string;
  /** `swml:<uuid>` */
  readonly event_channel?: string;
  /** Unix seconds with a fraction. Read it with `readEpoch`. */
  readonly timestamp?: number;
  readonly project_id?: string;
  readonly space_id?: string;
}

/**
 * An event of a type that {@link CallingEvent} does not know.
 *
 * @publicApi
 */
export interface UnknownCallingEvent extends CallingEventEnvelope {
  readonly params?: JsonObject;
}

/**
 * The `params` that name the call.
 *
 * @publicApi
 */
export interface CallingEventParams {
  readonly call_id?: string;
  readonly node_id?: string;
  readonly segment_id?: string;
  readonly tag?: string;
  readonly control_id?: string;
}
