import type { OpenEnum } from '../../open-enum.js';

/** What becomes of the session as a whole. */
export interface AiDebugSessionEvents {
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
