import type { AiCallInfo } from './conversation.js';

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
