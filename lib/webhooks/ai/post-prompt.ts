import type { JsonObject, OpenEnum } from '../types.js';
import type { AiCallLogEntry, AiConversationType, AiResponseTiming } from './conversation.js';
import type { SwaigLogEntry } from './swaig.js';

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
  /** The events of the conversation, with their times. */
  readonly call_timeline?: readonly {
    readonly type?: OpenEnum<'ai_response'>;
    /** Unix microseconds. */
    readonly ts?: number;
  }[];
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
  /** The agent's response to the post prompt, as text and parsed. */
  readonly post_prompt_data?: {
    readonly parsed?: readonly JsonObject[];
    readonly raw?: string;
    readonly substituted?: string;
  };
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
