import type { OpenEnum } from './open-enum.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether the agent speaks or writes.
 *
 * @publicApi
 */
export type AiConversationType = OpenEnum<'voice' | 'chat'>;

/**
 * Calls one of your SWAIG functions: the `web_hook_url` of an AI agent, an Amazon Bedrock agent or a sidecar. JSON.
 *
 * Source: SignalWire REST webhooks, AI SWAIG and sidecar.
 *
 * @publicApi
 */
export interface SwaigFunctionRequest {
  readonly function: string;
  readonly argument?: SwaigArgument;
  /** A JSON schema. */
  readonly argument_desc?: JsonObject;
  readonly description?: string;
  readonly call_id?: string;
  readonly ai_session_id?: string;
  readonly conversation_id?: string;
  readonly conversation_type?: AiConversationType;
  readonly app_name?: OpenEnum<'ai' | 'bedrock'>;
  readonly global_data?: JsonObject;
  readonly meta_data_token?: string;
  readonly meta_data?: JsonObject;
  readonly caller_id_name?: string;
  readonly caller_id_num?: string;
  readonly channel_active?: boolean;
  readonly channel_offhook?: boolean;
  readonly channel_ready?: boolean;
  readonly content_type?: string;
  readonly content_disposition?: string;
  readonly version?: string;
  readonly project_id?: string;
  readonly space_id?: string;
  readonly fatal_error?: boolean;
  readonly error_reason?: string;
  readonly SWMLVars?: JsonObject;
  readonly SWMLCall?: JsonObject;
  readonly call_log?: readonly AiCallLogEntry[];
  readonly raw_call_log?: readonly AiCallLogEntry[];
  /** Of Bedrock. */
  readonly action?: string;
  /** Of Bedrock. */
  readonly caller_id?: string;
  /** Of Bedrock. */
  readonly caller_id_number?: string;
  /** Of Bedrock. Unix microseconds. */
  readonly call_start_date?: number;
  /** Of Bedrock. Unix microseconds. */
  readonly call_answer_date?: number;
  /** Of Bedrock. Unix microseconds. */
  readonly call_end_date?: number;
  /** Of Bedrock. Unix microseconds. */
  readonly ai_start_date?: number;
  /** Of Bedrock. Unix microseconds. */
  readonly ai_end_date?: number;
  /** Of Bedrock. */
  readonly times?: readonly AiResponseTiming[];
  /** Of a sidecar. */
  readonly channel_data?: AiSidecarChannelData;
}

/**
 * A SWAIG function's arguments, as text and parsed.
 *
 * @publicApi
 */
export interface SwaigArgument {
  readonly parsed?: readonly JsonObject[];
  readonly raw?: string;
  readonly substituted?: string;
}

/**
 * Asks which functions your server offers and what they take. JSON.
 *
 * Source: SignalWire REST webhooks, AI SWAIG.
 *
 * @publicApi
 */
export interface SwaigSignatureRequest {
  readonly action: 'get_signature';
  readonly functions?: readonly string[];
  readonly meta_data?: JsonObject;
  readonly meta_data_token?: string;
  readonly content_type?: string;
  readonly content_disposition?: string;
  readonly version?: string;
  readonly project_id?: string;
  readonly space_id?: string;
}

/**
 * Delivers the summary of a conversation, or asks for an earlier one: the `post_prompt_url` of an AI agent or an
 * Amazon Bedrock agent. JSON.
 *
 * Source: SignalWire REST webhooks, AI post prompt.
 *
 * @publicApi
 */
export interface PostPromptCallback {
  readonly project_id?: string;
  readonly space_id?: string;
  readonly content_type?: string;
  readonly content_disposition?: OpenEnum<'agent.summary'>;
  readonly conversation_type?: AiConversationType;
  readonly call_id?: string;
  readonly app_name?: OpenEnum<'ai' | 'bedrock'>;
  readonly ai_session_id?: string;
  readonly ai_id_tag?: string;
  readonly conversation_id?: string;
  readonly action?: OpenEnum<'post_conversation' | 'fetch_conversation'>;
  readonly call_log?: readonly AiCallLogEntry[];
  readonly raw_call_log?: readonly AiCallLogEntry[];
  readonly call_timeline?: readonly AiCallTimelineEntry[];
  readonly previous_contexts?: readonly (readonly JsonObject[])[];
  readonly hard_timeout?: boolean;
  /** Unix microseconds. Read it with `readEpoch`. */
  readonly call_start_date?: number;
  /** Unix microseconds. */
  readonly call_answer_date?: number;
  /** Unix microseconds. */
  readonly call_end_date?: number;
  readonly call_ended_by?: OpenEnum<'assistant'>;
  /** Unix microseconds. */
  readonly ai_start_date?: number;
  /** Unix microseconds. */
  readonly ai_end_date?: number;
  readonly caller_id_name?: string;
  readonly caller_id_number?: string;
  readonly times?: readonly AiResponseTiming[];
  readonly SWMLVars?: JsonObject;
  readonly SWMLCall?: JsonObject;
  readonly post_prompt_data?: PostPromptData;
  readonly global_data?: JsonObject;
  readonly swaig_log?: readonly SwaigLogEntry[];
  readonly total_minutes?: number;
  readonly total_input_tokens?: number;
  readonly total_output_tokens?: number;
  readonly total_wire_input_tokens?: number;
  readonly total_wire_input_tokens_per_minute?: number;
  readonly total_wire_output_tokens?: number;
  readonly total_wire_output_tokens_per_minute?: number;
  readonly total_tts_chars?: number;
  readonly total_tts_chars_per_min?: number;
  readonly total_asr_minutes?: number;
  readonly total_asr_cost_factor?: number;
  readonly conversation_summary?: string;
}

/**
 * What the agent made of the post prompt, as text and parsed.
 *
 * @publicApi
 */
export interface PostPromptData {
  readonly parsed?: readonly JsonObject[];
  readonly raw?: string;
  readonly substituted?: string;
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
 * One event of the conversation, with its time.
 *
 * @publicApi
 */
export interface AiCallTimelineEntry {
  readonly type?: OpenEnum<'ai_response'>;
  /** Unix microseconds. */
  readonly ts?: number;
}

/**
 * How long one answer of the agent took.
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
 * One call of a SWAIG function during the conversation.
 *
 * @publicApi
 */
export interface SwaigLogEntry {
  readonly command_name?: string;
  readonly command_arg?: string;
  /** Unix seconds. */
  readonly epoch_time?: number;
  readonly native?: boolean;
  readonly active_count?: number | string;
  readonly url?: string;
  readonly post_data?: JsonObject;
  readonly post_response?: JsonObject;
  readonly delayed_post_response?: JsonObject;
  readonly mcp_url?: string;
  readonly mcp_tool?: string;
  readonly mcp_response?: string;
  readonly mcp_error?: boolean;
}

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
 * What a sidecar noticed or did.
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
 * The names of the event objects that an AI debug webhook may hold.
 *
 * @publicApi
 */
export type AiDebugEventName =
  | 'session_start'
  | 'session_end'
  | 'startup_hook'
  | 'hangup_hook'
  | 'speech_detect'
  | 'barge'
  | 'ai_completion'
  | 'filler'
  | 'attention_timeout'
  | 'hold'
  | 'function_call'
  | 'function_loop'
  | 'swaig_call'
  | 'process_action'
  | 'tool_distill'
  | 'webhook'
  | 'input'
  | 'output'
  | 'match'
  | 'error_keys'
  | 'error'
  | 'expression'
  | 'webhook_log'
  | 'webhook_reply'
  | 'webhook_fail'
  | 'step_change'
  | 'context_change'
  | 'context_switch_data'
  | 'gather_start'
  | 'gather_question'
  | 'gather_answer'
  | 'gather_reject'
  | 'gather_complete'
  | 'conversation_add'
  | 'llm_request'
  | 'llm_response'
  | 'llm_error'
  | 'consolidation'
  | 'summarize_start'
  | 'post_prompt'
  | 'text_normalize'
  | 'voice_error'
  | 'warning'
  | 'oart_user_transcript'
  | 'oart_assistant_transcript'
  | 'oart_response_done'
  | 'inner_dialog';

/**
 * Reports what an AI agent does: the debug webhook. Each event that has happened is a field. JSON.
 *
 * Source: SignalWire REST webhooks, AI debug.
 *
 * @publicApi
 */
export interface AiDebugCallback extends Readonly<Partial<Record<AiDebugEventName, unknown>>> {
  readonly call_info: AiCallInfo;
}
