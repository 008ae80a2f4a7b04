import type { OpenEnum } from '../types.js';

/** Events of the session as a whole. */
export interface AiDebugSessionEvents {
  /** The session starts. A speech-to-speech session sets `mode` and its audio instead of a voice. At most once per session. */
  readonly session_start?: {
    /** Name of the language model. */
    readonly model?: string;
    /** Name of the text-to-speech engine. */
    readonly tts_engine?: string;
    /** Name of the text-to-speech voice. */
    readonly tts_voice?: string;
    /** Language of the session. */
    readonly language?: string;
    /** Mode of the session: `oart` for speech-to-speech. */
    readonly mode?: OpenEnum<'oart'>;
    /** Sampling rate of the audio in hertz. */
    readonly rate?: number;
    /** Format of the audio. */
    readonly audio_format?: string;
    /** Name of the language model for tools. */
    readonly tool_model?: string;
    /** Whether voice activity is detected locally (VAD). */
    readonly local_vad?: boolean;
  };
  /** The session ends. */
  readonly session_end?: {
    /** Reason: `normal`, `hard_timeout`, `end_call` or `error`. */
    readonly reason?: OpenEnum<'normal' | 'hard_timeout' | 'end_call' | 'error'>;
    /** Party that ended the session. */
    readonly ended_by?: string;
    /** Reason for a fatal error. */
    readonly fatal_error_reason?: string;
    /** Length of the session in milliseconds. */
    readonly duration_ms?: number;
    /** Number of input tokens. */
    readonly input_tokens?: number;
    /** Number of output tokens. */
    readonly output_tokens?: number;
  };
  /** The function `startup_hook` has returned or failed. */
  readonly startup_hook?: {
    /** Duration of the call in milliseconds. */
    readonly duration_ms?: number;
    /** Whether the function succeeded. */
    readonly success?: boolean;
    /** Error of the function. */
    readonly error?: string;
  };
  /** The function `hangup_hook` has returned or failed. */
  readonly hangup_hook?: {
    /** Duration of the call in milliseconds. */
    readonly duration_ms?: number;
    /** Whether the function succeeded. */
    readonly success?: boolean;
    /** Error of the function. */
    readonly error?: string;
    /** Whether the session has a fatal error. */
    readonly has_fatal_error?: boolean;
  };
  /** The conversation was summarized, because it had too many tokens. */
  readonly consolidation?: {
    /** Event: `consolidation`. */
    readonly event?: OpenEnum<'consolidation'>;
    /** Number of tokens of the conversation. */
    readonly token_count?: number;
    /** Highest number of tokens. */
    readonly limit?: number;
  };
  /** The summary starts. */
  readonly summarize_start?: {
    /** Mode of the summary. */
    readonly mode?: string;
    /** Name of the language model. */
    readonly model?: string;
  };
  /** The post prompt was sent. */
  readonly post_prompt?: {
    /** URL to which the post prompt was sent. */
    readonly url?: string;
  };
  /** A warning. */
  readonly warning?: {
    /** Warning: `excessive_prompt_tokens`. */
    readonly event?: OpenEnum<'excessive_prompt_tokens'>;
    /** Number of tokens. */
    readonly tokens?: number;
  };
}
