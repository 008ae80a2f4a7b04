import type { JsonObject } from '../json-object.js';
import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `connect`.
 *
 * Source: SWML `connect`.
 *
 * @publicApi
 */
export interface CallConnectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.connect';
  readonly params?: CallingEventParams & {
    readonly connect_state?: OpenEnum<'connecting' | 'connected' | 'failed' | 'disconnected'>;
    readonly failed_reason?: string;
    readonly peer?: {
      readonly call_id?: string;
      readonly tag?: string;
      readonly node_id?: string;
      readonly queue_id?: string;
      readonly queue_name?: string;
      readonly device?: JsonObject;
    };
  };
}
