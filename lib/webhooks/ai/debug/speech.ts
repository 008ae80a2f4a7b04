import type { OpenEnum } from '../../open-enum.js';

/** What the caller and the agent say and hear. */
export interface AiDebugSpeechEvents {
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
