import type { JsonObject } from '../types.js';

/**
 * What a handler returns for a {@link SwaigFunctionRequest}.
 *
 * Source: SignalWire REST webhooks, AI SWAIG.
 *
 * @example
 * ```ts
 * const response: SwaigFunctionResponse = {
 *   response: 'Order 4711 arrives on Friday.',
 *   action: [{ set_global_data: { order: '4711' } }],
 * };
 * ```
 *
 * @publicApi
 */
export interface SwaigFunctionResponse {
  /** What the agent reads next. */
  readonly response: string;
  /** What the agent does. */
  readonly action?: SwaigAction | readonly SwaigAction[];
}

/**
 * What a SWAIG function tells the agent to do. For an action that SignalWire does not document, use
 * `SwaigAction & Record<string, unknown>`.
 *
 * Source: SWML, actions of SWAIG functions.
 *
 * @publicApi
 */
export interface SwaigAction {
  /** The SWML document to execute. */
  readonly SWML?: JsonObject;
  /** Name of a context of the prompt. */
  readonly change_context?: string;
  /** Name of a step of the current context. */
  readonly change_step?: string;
  /** The prompt that the conversation goes on with. */
  readonly context_switch?: {
    readonly system_prompt: string;
    /** @default false */
    readonly consolidate?: boolean;
    /** Text that counts as said by the caller. */
    readonly user_prompt?: string;
  };
  /** Whether to hang up when the agent has finished speaking. */
  readonly hangup?: boolean;
  /** Longest hold of the caller, in seconds: at most 900. */
  readonly hold?: number | { readonly timeout?: number };
  /** Audio behind the conversation. */
  readonly playback_bg?: {
    /** URL or path of the audio file. */
    readonly file: string;
    /** Whether the conversation waits for the end of the file. @default false */
    readonly wait?: boolean;
  };
  /** Text that the agent speaks. */
  readonly say?: string;
  readonly set_global_data?: JsonObject;
  readonly set_meta_data?: JsonObject;
  /** Whether to end the conversation. */
  readonly stop?: boolean;
  /** Whether to stop the audio of `playback_bg`. */
  readonly stop_playback_bg?: boolean;
  /** Functions that the agent may call from now on, or may not. */
  readonly toggle_functions?: readonly {
    readonly function: string | readonly string[];
    readonly active: boolean;
  }[];
  /** Key to remove from `global_data`, or its new content. */
  readonly unset_global_data?: string | JsonObject;
  /** Key to remove from `meta_data`, or its new content. */
  readonly unset_meta_data?: string | JsonObject;
  /** Text that counts as said by the caller. */
  readonly user_input?: string;
}
