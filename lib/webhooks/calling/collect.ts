import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `prompt`.
 *
 * Source: SWML `prompt`.
 *
 * @publicApi
 */
export interface CallCollectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.collect';
  readonly params?: CallingEventParams & {
    readonly result?: CollectResult;
    readonly final?: boolean;
    readonly state?: OpenEnum<'collecting' | 'finished' | 'error'>;
  };
}

/**
 * What the caller has said or dialled.
 *
 * @publicApi
 */
export interface CollectResult {
  readonly type?: OpenEnum<
    'digit' | 'speech' | 'no_input' | 'no_match' | 'start_of_input' | 'finished' | 'error'
  >;
  readonly params?: {
    /** The keys, which may begin with `0` or be `*` and `#`: not a number. */
    readonly digits?: string;
    readonly terminator?: string;
    readonly text?: string;
    readonly confidence?: number;
  };
}

/**
 * Delivers the caller's input without the envelope of {@link CallCollectEvent}: the `status_url` of the command `collect` of the
 * Calling API. JSON.
 *
 * Source: SignalWire REST, Calling API.
 *
 * @publicApi
 */
export interface CollectStatusCallback {
  readonly control_id?: string;
  readonly call_id?: string;
  readonly node_id?: string;
  readonly result: CollectResult;
}
