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
 * Sidecars send `function`, `argument`, `call_id`, `global_data` and `channel_data`.
 *
 * SignalWire's documentation and its SDKs disagree on whether this webhook is signed: see `docs/how-to/unsigned-webhooks.md`.
 *
 * Source: SignalWire REST webhooks, AI SWAIG and sidecar.
 *
 * @example
 * ```ts
 * @Post('agent/get-weather')
 * getWeather(@WebhookPayload() { argument }: SwaigFunctionRequest): SwaigFunctionResponse {
 *   return { response: `It is sunny in ${String(argument?.parsed?.[0]?.city)}.` };
 * }
 * ```
 *
 * @publicApi
 */
export interface SwaigFunctionRequest {
  /** Name of the called function, such as `get_weather`. */
  readonly function: string;
  /** Arguments of the function. Missing from the requests of some start and stop hooks, although documented as required. */
  readonly argument?: SwaigArgument;
  /** JSON schema of the arguments. AI agents only. */
  readonly argument_desc?: JsonObject;
  /** Description of the function. AI agents only. */
  readonly description?: string;
  /** ID of the call: a UUID. */
  readonly call_id?: string;
  /** ID of the session of the agent: a UUID. Absent from requests of sidecars. */
  readonly ai_session_id?: string;
  /** ID of the conversation. Documented as optional. */
  readonly conversation_id?: string;
  /** Type of the conversation: `voice` or `chat`. */
  readonly conversation_type?: AiConversationType;
  /** Name of the application: `ai` or `bedrock`. */
  readonly app_name?: OpenEnum<'ai' | 'bedrock'>;
  /** Global data of the session, such as `{ customer_tier: 'premium' }`. */
  readonly global_data?: JsonObject;
  /** Token of `meta_data`. */
  readonly meta_data_token?: string;
  /** Metadata, such as `{ order_number: '12345' }`. */
  readonly meta_data?: JsonObject;
  /** Name of the caller, such as `Jane Doe`. Documented as optional. */
  readonly caller_id_name?: string;
  /** Number of the caller, such as `+15555550100`. AI agents only; Amazon Bedrock agents send `caller_id_number`. */
  readonly caller_id_num?: string;
  /** Whether the channel is active. AI agents only. */
  readonly channel_active?: boolean;
  /** Whether the channel is off-hook. AI agents only. */
  readonly channel_offhook?: boolean;
  /** Whether the channel is ready. AI agents only. */
  readonly channel_ready?: boolean;
  /** Content type of the payload: `text/swaig`, from Amazon Bedrock agents `text/json`. */
  readonly content_type?: string;
  /** Purpose of the payload: `SWAIG Function`, from Amazon Bedrock agents `agent.function`. */
  readonly content_disposition?: string;
  /** Version of the protocol: `2.0`. AI agents only. */
  readonly version?: string;
  /** ID of the project: a UUID. Documented as optional. */
  readonly project_id?: string;
  /** ID of the space: a UUID. Documented as optional. */
  readonly space_id?: string;
  /** Whether a fatal error has happened. AI agents only, documented as optional. */
  readonly fatal_error?: boolean;
  /** Reason for the error. AI agents only, documented as optional. */
  readonly error_reason?: string;
  /** Variables of the SWML document. Documented as optional. */
  readonly SWMLVars?: JsonObject;
  /** The call, as in an SWML document. Documented as optional. */
  readonly SWMLCall?: JsonObject;
  /** Log of the conversation. AI agents only, documented as optional. */
  readonly call_log?: readonly AiCallLogEntry[];
  /** Raw log of the conversation. AI agents only, documented as optional. */
  readonly raw_call_log?: readonly AiCallLogEntry[];
  /** Action: `fetch_conversation`. Amazon Bedrock only. */
  readonly action?: string;
  /** Number of the caller, such as `+15555550100`. Amazon Bedrock only. */
  readonly caller_id?: string;
  /** Number of the caller, such as `+15555550100`. Amazon Bedrock only, documented as optional. */
  readonly caller_id_number?: string;
  /** Start of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Amazon Bedrock only, optional. */
  readonly call_start_date?: number;
  /** Answer of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Amazon Bedrock only, optional. */
  readonly call_answer_date?: number;
  /** End of the call in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Amazon Bedrock only, optional. */
  readonly call_end_date?: number;
  /** Start of the agent in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Amazon Bedrock only, optional. */
  readonly ai_start_date?: number;
  /** End of the agent in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Amazon Bedrock only, optional. */
  readonly ai_end_date?: number;
  /** Timings of the responses. Amazon Bedrock only, documented as optional. */
  readonly times?: readonly AiResponseTiming[];
  /** The call that the sidecar listens to. Sidecars only. */
  readonly channel_data?: AiSidecarChannelData;
}

/**
 * The arguments of a SWAIG function, as text and parsed.
 *
 * @publicApi
 */
export interface SwaigArgument {
  /** The arguments, parsed. */
  readonly parsed?: readonly JsonObject[];
  /** The arguments as text. */
  readonly raw?: string;
  /** The arguments as text, after substitution. Documented as optional; Amazon Bedrock agents do not send it. */
  readonly substituted?: string;
}

/**
 * Asks for the signatures of your SWAIG functions. JSON.
 *
 * Source: SignalWire REST webhooks, AI SWAIG.
 *
 * @publicApi
 */
export interface SwaigSignatureRequest {
  /** Action: `get_signature`. */
  readonly action: 'get_signature';
  /** Names of the functions, such as `['get_weather']`. */
  readonly functions?: readonly string[];
  /** Metadata, such as `{ store_id: 'sf-01' }`. Documented as optional. */
  readonly meta_data?: JsonObject;
  /** Token of `meta_data`. Documented as optional. */
  readonly meta_data_token?: string;
  /** Content type of the payload: `text/swaig`. */
  readonly content_type?: string;
  /** Purpose of the payload: `function signature request`. */
  readonly content_disposition?: string;
  /** Version of the protocol: `2.0`. */
  readonly version?: string;
  /** ID of the project: a UUID. Documented as optional. */
  readonly project_id?: string;
  /** ID of the space: a UUID. Documented as optional. */
  readonly space_id?: string;
}

/**
 * One call of a SWAIG function in the log of a conversation. All fields but `command_name`, `command_arg` and `epoch_time` are
 * documented as optional.
 *
 * @publicApi
 */
export interface SwaigLogEntry {
  /** Name of the called function, such as `get_weather`. */
  readonly command_name?: string;
  /** Arguments of the function: JSON in a string. */
  readonly command_arg?: string;
  /** Time of the call in Unix seconds. Read it with `readEpoch`. */
  readonly epoch_time?: number;
  /** Whether the function is native. */
  readonly native?: boolean;
  /** Active count: a number or text. */
  readonly active_count?: number | string;
  /** URL of the webhook, such as `https://example.com/tools/get_weather`. */
  readonly url?: string;
  /** Payload of the request to the webhook. */
  readonly post_data?: JsonObject;
  /** Response of the webhook. */
  readonly post_response?: JsonObject;
  /** Delayed response of the webhook. */
  readonly delayed_post_response?: JsonObject;
  /** URL of the MCP server. */
  readonly mcp_url?: string;
  /** Name of the tool of the MCP server. */
  readonly mcp_tool?: string;
  /** Response of the MCP server. */
  readonly mcp_response?: string;
  /** Whether the MCP server returned an error. */
  readonly mcp_error?: boolean;
}
