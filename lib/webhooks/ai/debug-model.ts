import type { JsonObject, OpenEnum } from '../types.js';

/** Calls of the language model. All events but `llm_error` need `debug_webhook_level` 2. */
export interface AiDebugModelEvents {
  /** One message of the conversation. It may have more members. */
  readonly conversation_add?: {
    /** Author of the message: `system`, `user`, `assistant` or `tool`. */
    readonly role?: OpenEnum<'system' | 'user' | 'assistant' | 'tool'>;
    /** Text of the message. */
    readonly content?: string;
    /** Language of the message. Documented as optional. */
    readonly lang?: string;
    /** Number of tokens of the message. Documented as optional. */
    readonly tokens?: number;
    /** Time of the message in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Documented as optional. */
    readonly timestamp?: number;
    /** ID of the function call that the result in the message belongs to. Documented as optional. */
    readonly tool_call_id?: string;
    /** For messages of the caller: `confidence`, `content_type` and timings. Documented as optional. */
    readonly metadata?: JsonObject;
  };
  /** A request to the language model. */
  readonly llm_request?: {
    /** Name of the language model. */
    readonly model?: string;
    /** Number of tokens of the prompt. */
    readonly prompt_tokens?: number;
    /** Number of tokens of the conversation. */
    readonly conversation_tokens?: number;
  };
  /** A response of the language model. */
  readonly llm_response?: {
    /** Name of the language model. */
    readonly model?: string;
    /** Number of output tokens. */
    readonly output_tokens?: number;
    /** Duration of the request in milliseconds. */
    readonly duration_ms?: number;
    /** Whether the request succeeded. */
    readonly success?: boolean;
    /** Error of the request. */
    readonly error?: string;
  };
  /** An error of the language model, or a retry. */
  readonly llm_error?: {
    /** Type of the error or of the retry, such as `token_exhaustion` or `llm_retry`. */
    readonly event?: OpenEnum<
      | 'token_exhaustion'
      | 'llm_fatal'
      | 'llm_max_retries'
      | 'llm_retry'
      | 'reasoning_only_retry'
      | 'empty_response_nudge_retry'
      | 'empty_response_effort_bump_retry'
    >;
    /** Name of the language model. */
    readonly model?: string;
    /** Number of tokens. */
    readonly token_count?: number;
    /** Highest number of tokens. */
    readonly limit?: number;
    /** Number of errors. */
    readonly errors?: number;
    /** Reasoning effort of the request. */
    readonly reasoning_effort?: string;
  };
}
