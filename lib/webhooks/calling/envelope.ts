import type { JsonObject } from '../types.js';

/**
 * The envelope of every `calling.*` event. JSON.
 *
 * Source: SignalWire REST webhooks, calling status callbacks.
 */
export interface CallingEventEnvelope {
  /** Type of the event, such as `calling.call.state`. */
  readonly event_type: string;
  /** Channel of the event: `swml:<uuid>`. */
  readonly event_channel?: string;
  /** Time of the event in Unix seconds, with a fraction: `1777565701.5623918`. Read it with `readEpoch`. */
  readonly timestamp?: number;
  /** ID of the project: a UUID. */
  readonly project_id?: string;
  /** ID of the space: a UUID. */
  readonly space_id?: string;
}

/**
 * An event of a type that {@link CallingEvent} does not know.
 *
 * @publicApi
 */
export interface UnknownCallingEvent extends CallingEventEnvelope {
  /** Fields of the event. */
  readonly params?: JsonObject;
}

/**
 * The `params` that name the call and the operation. Which of them an event carries depends on its type.
 *
 * @publicApi
 */
export interface CallingEventParams {
  /** ID of the call: a UUID. */
  readonly call_id?: string;
  /** ID of the node: a UUID, which a region may follow (`<uuid>@us-west`). */
  readonly node_id?: string;
  /** ID of the segment of the call: a UUID. */
  readonly segment_id?: string;
  /** Tag of the call. */
  readonly tag?: string;
  /** Control ID of the operation, such as a recording. Absent from events without an operation. */
  readonly control_id?: string;
}
