import type { OpenEnum } from '../open-enum.js';
import type { AiCallInfo } from './conversation.js';

/**
 * Reports what an AI sidecar observes in a call. JSON.
 *
 * Source: SignalWire REST webhooks, AI sidecar.
 *
 * @publicApi
 */
export interface AiSidecarCallback {
  readonly call_info?: AiCallInfo;
  readonly sidecar_event: AiSidecarEvent;
}

/**
 * What a sidecar observed or did.
 *
 * @publicApi
 */
export interface AiSidecarEvent {
  readonly type?: OpenEnum<
    | 'start'
    | 'turn'
    | 'request'
    | 'thought'
    | 'insight'
    | 'skip'
    | 'tool_call'
    | 'tool_result'
    | 'action'
    | 'global_data_change'
    | 'history_pruned'
    | 'error'
    | 'ask_request'
    | 'ask_answer'
    | 'stop'
    | 'final'
  >;
  /** Unix microseconds. */
  readonly ts?: number;
  readonly tick_id?: number;
  readonly channel_data?: AiSidecarChannelData;
}

/**
 * The call that a sidecar listens to.
 *
 * @publicApi
 */
export interface AiSidecarChannelData {
  readonly call_id?: string;
  readonly caller_id_name?: string;
  readonly caller_id_number?: string;
  readonly destination_number?: string;
}
