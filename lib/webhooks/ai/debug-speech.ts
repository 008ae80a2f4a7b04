import type { OpenEnum } from '../types.js';

/** Events of the speech of the caller and the agent. */
export interface AiDebugSpeechEvents {
  /** Speech of the caller is recognized. */
  readonly speech_detect?: {
    /** Recognized text. */
    readonly text?: string;
    /** Source of the text. */
    readonly source?: string;
  };
  /** The caller interrupts. Standard sessions have the first three fields, speech-to-speech sessions the other two. */
  readonly barge?: {
    /** Type of the interruption: `transparent` or `normal`. */
    readonly barge_type?: OpenEnum<'transparent' | 'normal'>;
    /** Elapsed time of the interruption in milliseconds. */
    readonly barge_elapsed_ms?: number;
    /** Number of interruptions. */
    readonly interrupt_count?: number;
    /** Length of the played audio in milliseconds. */
    readonly audio_played_ms?: number;
    /** Number of interruptions. */
    readonly barge_count?: number;
  };
  /** The agent completes a response. */
  readonly ai_completion?: {
    /** How the response ended: `normal`, or `barged` after an interruption. */
    readonly type?: OpenEnum<'normal' | 'barged'>;
  };
  /** The agent speaks a filler. */
  readonly filler?: {
    /** Text of the filler. */
    readonly text?: string;
    /** Occasion of the filler: `function` or `thinking`. */
    readonly filler_type?: OpenEnum<'function' | 'thinking'>;
  };
  /** The attention timeout has elapsed. `null` in speech-to-speech sessions. */
  readonly attention_timeout?: {
    /** Length of the timeout in milliseconds. */
    readonly timeout_ms?: number;
  } | null;
  /** The caller is put on hold or taken off hold. */
  readonly hold?: {
    /** Event: `hold` or `unhold`. */
    readonly event?: OpenEnum<'hold' | 'unhold'>;
    /** Longest hold in seconds. */
    readonly timeout?: number;
    /** Whether the audio repeats. */
    readonly loop?: boolean;
  };
  /** Text is turned into its spoken form (`tn`), or recognized speech into its written form (`itn`). */
  readonly text_normalize?: {
    /** Direction: `tn` for speaking, `itn` for recognized speech. */
    readonly direction?: OpenEnum<'tn' | 'itn'>;
    /** Language of the text. */
    readonly language?: string;
    /** Text before the change. */
    readonly original?: string;
    /** Text after the change. */
    readonly normalized?: string;
  };
  /** A voice is unusable, and a fallback voice speaks. */
  readonly voice_error?: {
    /** Error: `voice_config_error` or `voice_runtime_error`. */
    readonly event?: OpenEnum<'voice_config_error' | 'voice_runtime_error'>;
    /** Name of the engine of the unusable voice. */
    readonly engine?: string;
    /** Name of the unusable voice. */
    readonly voice?: string;
    /** Name of the engine of the fallback voice. */
    readonly fallback_engine?: string;
    /** Name of the fallback voice. */
    readonly fallback_voice?: string;
  };
  /** The caller has spoken. Speech-to-speech sessions only. */
  readonly oart_user_transcript?: {
    /** Text of the caller. */
    readonly text?: string;
  };
  /** The agent has spoken. Speech-to-speech sessions only. */
  readonly oart_assistant_transcript?: {
    /** Text of the agent. */
    readonly text?: string;
  };
  /** The agent has completed a response. Speech-to-speech sessions only. */
  readonly oart_response_done?: {
    /** Latency of the response in milliseconds. */
    readonly latency?: number;
    /** Latency of the utterance in milliseconds. */
    readonly utterance_latency?: number;
    /** Latency of the audio in milliseconds. */
    readonly audio_latency?: number;
    /** Acoustic latency in milliseconds. */
    readonly acoustic_latency?: number;
    /** State of the response, such as `completed`. */
    readonly status?: OpenEnum<'completed'>;
  };
  /** Thoughts of the agent, which the caller does not hear. Speech-to-speech sessions only. */
  readonly inner_dialog?: {
    /** Text of the thought. */
    readonly text?: string;
  };
}
