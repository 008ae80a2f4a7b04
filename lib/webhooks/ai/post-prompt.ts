import type { JsonObject, OpenEnum } from '../types.js';
import type { AiCallLogEntry, AiConversationType, AiResponseTiming } from './conversation.js';
import type { SwaigLogEntry } from './swaig.js';

/**
 * Delivers the summary of a conversation, or asks for an earlier one: the `post_prompt_url` of an AI agent or an
 * Amazon Bedrock agent. JSON.
 *
 * - Documented as required: `content_type`, `content_disposition`, `conversation_type`, `call_id`, `app_name`, `ai_session_id`,
 *   `action`.
 * - Documented as required from Amazon Bedrock agents only: `call_log`, `raw_call_log`, `post_prompt_data`, `global_data`,
 *   `swaig_log`, `conversation_summary`.
 *
 * SignalWire's documentation and its SDKs disagree on whether this webhook is signed: see `docs/how-to/unsigned-webhooks.md`.
 *
 * Source: SignalWire REST webhooks, AI post prompt.
 *
 * @example
 * ```ts
 * @Post('agent/summary')
 * summary(@WebhookPayload() { action, call_id, conversation_summary }: PostPromptCallback) {
 *   if (action === 'post_conversation') save(call_id, conversation_summary);
 * }
 * ```
 *
 * @publicApi
 */
export interface PostPromptCallback {
  /** ID of the project: a UUID. */
  readonly project_id?: string;
  /** ID of the space: a UUID. */
  readonly space_id?: string;
  /** Content type of the payload: `text/json`. */
  readonly content_type?: string;
  /** Purpose of the payload: `agent.summary`. */
  readonly content_disposition?: OpenEnum<'agent.summary'>;
  /** Type of the conversation: `voice` or `chat`. */
  readonly conversation_type?: AiConversationType;
  /** ID of the call: a UUID. */
  readonly call_id?: string;
  /** Name of the application: `ai` or `bedrock`. */
  readonly app_name?: OpenEnum<'ai' | 'bedrock'>;
  /** ID of the session of the agent: a UUID. */
  readonly ai_session_id?: string;
  /** ID tag of the agent, such as `d742c5d1d969d9fdbbd9bd1c52499f2d`. AI agents only. */
  readonly ai_id_tag?: string;
  /** ID of the conversation, such as `support-thread-4821`. */
  readonly conversation_id?: string;
  /** Action: `post_conversation` delivers the summary, `fetch_conversation` asks for an earlier conversation. */
  readonly action?: OpenEnum<'post_conversation' | 'fetch_conversation'>;
  /** Log of the conversation. */
  readonly call_log?: readonly AiCallLogEntry[];
  /** Raw log of the conversation. */
  readonly raw_call_log?: readonly AiCallLogEntry[];
  /** Events of the conversation with their times. AI agents only. */
  readonly call_timeline?: readonly {
    /** Type of the event, such as `ai_response`. */
    readonly type?: OpenEnum<'ai_response'>;
    /** Time of the event in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
    readonly ts?: number;
  }[];
  /** Entries of the previous contexts, one list per context. AI agents only. */
  readonly previous_contexts?: readonly (readonly JsonObject[])[];
  /** Whether the conversation ended by its hard timeout. AI agents only. */
  readonly hard_timeout?: boolean;
  /** Start of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly call_start_date?: number;
  /** Answer of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly call_answer_date?: number;
  /** End of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly call_end_date?: number;
  /** Party that ended the call, such as `assistant`. AI agents only. */
  readonly call_ended_by?: OpenEnum<'assistant'>;
  /** Start of the agent in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly ai_start_date?: number;
  /** End of the agent in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly ai_end_date?: number;
  /** Name of the caller, such as `Jane Doe`. */
  readonly caller_id_name?: string;
  /** Number of the caller, such as `+15555550100`. */
  readonly caller_id_number?: string;
  /** Timings of the responses. */
  readonly times?: readonly AiResponseTiming[];
  /** Variables of the SWML document. */
  readonly SWMLVars?: JsonObject;
  /** The call, as in an SWML document. */
  readonly SWMLCall?: JsonObject;
  /** Response of the agent to the post prompt, as text and parsed. */
  readonly post_prompt_data?: {
    /** The response, parsed. */
    readonly parsed?: readonly JsonObject[];
    /** The response as text. */
    readonly raw?: string;
    /** The response as text, after substitution. Documented as optional. */
    readonly substituted?: string;
  };
  /** Global data of the session, such as `{ customer_tier: 'premium' }`. */
  readonly global_data?: JsonObject;
  /** Calls of SWAIG functions. */
  readonly swaig_log?: readonly SwaigLogEntry[];
  /** Length of the conversation in minutes: an integer, from Amazon Bedrock agents a decimal. */
  readonly total_minutes?: number;
  /** Number of input tokens. */
  readonly total_input_tokens?: number;
  /** Number of output tokens. */
  readonly total_output_tokens?: number;
  /** Number of input tokens on the wire. */
  readonly total_wire_input_tokens?: number;
  /** Number of input tokens on the wire per minute: a decimal. */
  readonly total_wire_input_tokens_per_minute?: number;
  /** Number of output tokens on the wire. */
  readonly total_wire_output_tokens?: number;
  /** Number of output tokens on the wire per minute: a decimal. */
  readonly total_wire_output_tokens_per_minute?: number;
  /** Number of characters of text-to-speech. */
  readonly total_tts_chars?: number;
  /** Number of characters of text-to-speech per minute: a decimal. */
  readonly total_tts_chars_per_min?: number;
  /** Length of the speech recognition (ASR) in minutes: a decimal. */
  readonly total_asr_minutes?: number;
  /** Cost factor of the speech recognition (ASR): a decimal. */
  readonly total_asr_cost_factor?: number;
  /** Summary of the conversation. */
  readonly conversation_summary?: string;
}
