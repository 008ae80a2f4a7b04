import type { JsonObject, OpenEnum } from '../types.js';
import type {
  AiCallLogEntry,
  AiConversationType,
  AiResponseTiming,
  AiSidecarChannelData,
} from './conversation.js';

/**
 * Calls one of your SWAIG functions: the `web_hook_url` of an AI agent, an Amazon Bedrock agent or a sidecar. JSON. Return a
 * {@link SwaigFunctionResponse}.
 *
 * Source: SignalWire REST webhooks, AI SWAIG and sidecar.
 *
 * @publicApi
 */
export interface SwaigFunctionRequest {
  readonly function: string;
  /** Missing from the requests of some start and stop hooks. */
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
  /** Amazon Bedrock only. */
  readonly action?: string;
  /** Amazon Bedrock only. */
  readonly caller_id?: string;
  /** Amazon Bedrock only. */
  readonly caller_id_number?: string;
  /** Amazon Bedrock only. Unix microseconds. */
  readonly call_start_date?: number;
  /** Amazon Bedrock only. Unix microseconds. */
  readonly call_answer_date?: number;
  /** Amazon Bedrock only. Unix microseconds. */
  readonly call_end_date?: number;
  /** Amazon Bedrock only. Unix microseconds. */
  readonly ai_start_date?: number;
  /** Amazon Bedrock only. Unix microseconds. */
  readonly ai_end_date?: number;
  /** Amazon Bedrock only. */
  readonly times?: readonly AiResponseTiming[];
  /** Sidecars only. */
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
