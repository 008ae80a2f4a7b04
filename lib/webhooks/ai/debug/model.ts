import type { JsonObject } from '../../json-object.js';
import type { OpenEnum } from '../../open-enum.js';

/** The calls of the language model. All but `llm_error` need `debug_webhook_level` 2. */
export interface AiDebugModelEvents {
  /** One message of the conversation. It may have more members. */
  readonly conversation_add?: {
    readonly role?: OpenEnum<'system' | 'user' | 'assistant' | 'tool'>;
    readonly content?: string;
    readonly lang?: string;
    readonly tokens?: number;
    /** Unix microseconds. Read it with `readEpoch`. */
    readonly timestamp?: number;
    /** The call that a function's result belongs to. */
    readonly tool_call_id?: string;
    /** For what the caller says: `confidence`, `content_type` and timings. */
    readonly metadata?: JsonObject;
  };
  readonly llm_request?: {
    readonly model?: string;
    readonly prompt_tokens?: number;
    readonly conversation_tokens?: number;
  };
  readonly llm_response?: {
    readonly model?: string;
    readonly output_tokens?: number;
    /** Milliseconds. */
    readonly duration_ms?: number;
    readonly success?: boolean;
    readonly error?: string;
  };
  readonly llm_error?: {
    readonly event?: OpenEnum<
      | 'token_exhaustion'
      | 'llm_fatal'
      | 'llm_max_retries'
      | 'llm_retry'
      | 'reasoning_only_retry'
      | 'empty_response_nudge_retry'
      | 'empty_response_effort_bump_retry'
    >;
    readonly model?: string;
    readonly token_count?: number;
    readonly limit?: number;
    readonly errors?: number;
    readonly reasoning_effort?: string;
  };
}
