import type { JsonObject, OpenEnum } from '../types.js';
import type { AiCallInfo } from './conversation.js';
import type { AiDebugFlowEvents } from './debug-flow.js';
import type { SwaigLogEntry } from './swaig.js';

/**
 * Reports what an AI agent does: the `debug_webhook_url` of `ai`. Each event that has happened is a field, and several may
 * come together. SignalWire adds events over time. JSON.
 *
 * Source: SignalWire REST webhooks, AI debug.
 *
 * @publicApi
 */
export interface AiDebugCallback
  extends
    AiDebugSessionEvents,
    AiDebugSpeechEvents,
    AiDebugFunctionEvents,
    AiDebugFlowEvents,
    AiDebugModelEvents {
  readonly call_info: AiCallInfo;
}

/**
 * The names of the event objects that an AI debug webhook may hold.
 *
 * @publicApi
 */
export type AiDebugEventName = Exclude<keyof AiDebugCallback, 'call_info'>;

/** What becomes of the session as a whole. */
interface AiDebugSessionEvents {
  /** Once a session. A speech-to-speech session sets `mode` and its audio instead of a voice. */
  readonly session_start?: {
    readonly model?: string;
    readonly tts_engine?: string;
    readonly tts_voice?: string;
    readonly language?: string;
    readonly mode?: OpenEnum<'oart'>;
    /** Hertz. */
    readonly rate?: number;
    readonly audio_format?: string;
    readonly tool_model?: string;
    readonly local_vad?: boolean;
  };
  readonly session_end?: {
    readonly reason?: OpenEnum<'normal' | 'hard_timeout' | 'end_call' | 'error'>;
    readonly ended_by?: string;
    readonly fatal_error_reason?: string;
    /** Milliseconds. */
    readonly duration_ms?: number;
    readonly input_tokens?: number;
    readonly output_tokens?: number;
  };
  /** The function `startup_hook` has returned or failed. */
  readonly startup_hook?: {
    /** Milliseconds. */
    readonly duration_ms?: number;
    readonly success?: boolean;
    readonly error?: string;
  };
  /** The function `hangup_hook` has returned or failed. */
  readonly hangup_hook?: {
    /** Milliseconds. */
    readonly duration_ms?: number;
    readonly success?: boolean;
    readonly error?: string;
    readonly has_fatal_error?: boolean;
  };
  /** The conversation was summarized, since it had too many tokens. */
  readonly consolidation?: {
    readonly event?: OpenEnum<'consolidation'>;
    readonly token_count?: number;
    readonly limit?: number;
  };
  readonly summarize_start?: { readonly mode?: string; readonly model?: string };
  /** The report went to `url`. */
  readonly post_prompt?: { readonly url?: string };
  readonly warning?: { readonly event?: OpenEnum<'excessive_prompt_tokens'>; readonly tokens?: number };
}

/** What the caller and the agent say and hear. */
interface AiDebugSpeechEvents {
  readonly speech_detect?: { readonly text?: string; readonly source?: string };
  /** The caller interrupts. Standard sessions have the first three fields, speech-to-speech sessions the other two. */
  readonly barge?: {
    readonly barge_type?: OpenEnum<'transparent' | 'normal'>;
    /** Milliseconds. */
    readonly barge_elapsed_ms?: number;
    readonly interrupt_count?: number;
    /** Milliseconds. */
    readonly audio_played_ms?: number;
    readonly barge_count?: number;
  };
  readonly ai_completion?: { readonly type?: OpenEnum<'normal' | 'barged'> };
  readonly filler?: { readonly text?: string; readonly filler_type?: OpenEnum<'function' | 'thinking'> };
  /** `null` in speech-to-speech sessions. */
  readonly attention_timeout?: {
    /** Milliseconds. */
    readonly timeout_ms?: number;
  } | null;
  readonly hold?: {
    readonly event?: OpenEnum<'hold' | 'unhold'>;
    /** Seconds. */
    readonly timeout?: number;
    readonly loop?: boolean;
  };
  /** Text is turned into its spoken form (`tn`), or recognized speech into its written form (`itn`). */
  readonly text_normalize?: {
    readonly direction?: OpenEnum<'tn' | 'itn'>;
    readonly language?: string;
    readonly original?: string;
    readonly normalized?: string;
  };
  /** A voice is unusable, and another one speaks. */
  readonly voice_error?: {
    readonly event?: OpenEnum<'voice_config_error' | 'voice_runtime_error'>;
    readonly engine?: string;
    readonly voice?: string;
    readonly fallback_engine?: string;
    readonly fallback_voice?: string;
  };
  /** Speech-to-speech sessions only. */
  readonly oart_user_transcript?: { readonly text?: string };
  /** Speech-to-speech sessions only. */
  readonly oart_assistant_transcript?: { readonly text?: string };
  /** Speech-to-speech sessions only; all times in milliseconds. */
  readonly oart_response_done?: {
    readonly latency?: number;
    readonly utterance_latency?: number;
    readonly audio_latency?: number;
    readonly acoustic_latency?: number;
    readonly status?: OpenEnum<'completed'>;
  };
  /** Speech-to-speech sessions only: what the agent thinks and the caller does not hear. */
  readonly inner_dialog?: { readonly text?: string };
}

/** The functions that the agent calls, and their webhooks. */
interface AiDebugFunctionEvents {
  readonly function_call?: {
    readonly function?: string;
    /** Milliseconds. */
    readonly duration_ms?: number;
    readonly native?: boolean;
    /** Speech-to-speech sessions only: the call was made while the agent kept talking. */
    readonly shadow?: boolean;
    readonly phase?: OpenEnum<'post_prompt'>;
  };
  /** The agent was stopped from calling a function again. */
  readonly function_loop?: {
    readonly function?: string;
    readonly type?: OpenEnum<'consecutive' | 'repeated'>;
    readonly count?: number;
  };
  readonly swaig_call?: SwaigLogEntry;
  /** The action that a function returned. */
  readonly process_action?: JsonObject;
  /** A result was shortened for the agent. */
  readonly tool_distill?: {
    readonly function?: string;
    readonly raw_chars?: number;
    readonly distilled_chars?: number;
    readonly model?: string;
  };
  /** The definition of the webhook. */
  readonly webhook?: JsonObject;
  readonly input?: JsonObject;
  readonly output?: JsonObject | null;
  readonly match?: JsonObject | null;
  readonly error_keys?: readonly unknown[] | null;
  /** The definition of the webhook is unusable. */
  readonly error?: { readonly error?: string; readonly errorText?: string };
  readonly expression?: JsonObject;
  readonly webhook_log?: {
    readonly request_url?: string;
    readonly request_payload?: JsonObject;
    readonly webhook_response?: JsonObject;
  };
  readonly webhook_reply?: JsonObject | null;
  /** A function's webhook failed in every attempt. The event may have more members. */
  readonly webhook_fail?: {
    readonly call_info?: AiCallInfo;
    readonly error?: OpenEnum<'webhook error'>;
    readonly request_url?: string;
    readonly attempts?: number;
    readonly request_payload?: JsonObject;
    /** The response was not JSON; `raw_response` holds it. */
    readonly parse_error?: boolean;
    readonly raw_response?: string;
    readonly parsed_response?: JsonObject;
    /** There was no response; `curl_code` says why. */
    readonly protocol_error?: boolean;
    readonly curl_code?: number;
    /** 0 without a response. */
    readonly http_code?: number;
  };
}

/** The calls of the language model. All but `llm_error` need `debug_webhook_level` 2. */
interface AiDebugModelEvents {
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
