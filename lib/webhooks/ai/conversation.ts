import type { JsonObject } from '../json-object.js';
import type { OpenEnum } from '../open-enum.js';

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
