import type { JsonObject, OpenEnum } from '../types.js';

/**
 * Whether the agent speaks (`voice`) or writes (`chat`, as AI Chat does).
 *
 * @publicApi
 */
export type AiConversationType = OpenEnum<'voice' | 'chat'>;

/**
 * The call that an AI callback is about.
 *
 * @publicApi
 */
export interface AiCallInfo {
  readonly project_id?: string;
  readonly space_id?: string;
  readonly call_id?: string;
  readonly content_type?: string;
  readonly content_disposition?: string;
  readonly conversation_type?: AiConversationType;
}

/**
 * One turn of the conversation, in the order of speaking.
 *
 * @publicApi
 */
export interface AiCallLogEntry {
  readonly role?: OpenEnum<'system' | 'user' | 'assistant'>;
  readonly content?: string;
  /** Unix microseconds. */
  readonly timestamp?: number;
  readonly tool_calls?: readonly JsonObject[];
}

/**
 * The timing of one response of the agent.
 *
 * @publicApi
 */
export interface AiResponseTiming {
  readonly response?: string;
  readonly response_word_count?: number;
  readonly answer_time?: number;
  readonly token_time?: number;
  readonly tokens?: number;
  readonly avg_tps?: number;
  readonly tps?: number;
}

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

/**
 * JSON of the `webhook` of `live_transcribe` and `live_translate`: one utterance of a call.
 *
 * Source: SignalWire does not document it. These are the fields that a published application reads, so the type is open: any
 * other field is `unknown`. Nor is it known whether it is signed.
 *
 * @publicApi
 */
export interface LiveUtteranceCallback extends JsonObject {
  readonly utterance: LiveUtterance;
  /** From 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  readonly call_info?: AiCallInfo;
  readonly channel_data?: JsonObject & { readonly SWMLVars?: JsonObject };
}

/**
 * What was said at one time. Open, as {@link LiveUtteranceCallback} is.
 *
 * @publicApi
 */
export interface LiveUtterance extends JsonObject {
  readonly role?: OpenEnum<'remote-caller' | 'local-caller'>;
  readonly content?: string;
  /** From 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  /** Unix microseconds. Read it with `readEpoch`. */
  readonly timestamp?: number;
  readonly lang?: string;
  readonly tokens?: number;
}
