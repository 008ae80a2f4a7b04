import type { JsonObject } from '../types.js';

/**
 * The response to a {@link SwaigFunctionRequest}, which the handler returns.
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
  /** Text that the agent reads next. */
  readonly response: string;
  /** Actions that the agent executes. */
  readonly action?: SwaigAction | readonly SwaigAction[];
}

/**
 * Instructions of a SWAIG function for the agent. For an action that SignalWire does not document, use
 * `SwaigAction & Record<string, unknown>`.
 *
 * Source: SWML, actions of SWAIG functions.
 *
 * @publicApi
 */
export interface SwaigAction {
  /** The SWML document to execute. */
  readonly SWML?: JsonObject;
  /** Name of the context of the prompt to change to. */
  readonly change_context?: string;
  /** Name of the step of the current context to change to. */
  readonly change_step?: string;
  /** The prompt with which the conversation continues. */
  readonly context_switch?: {
    /** The new system prompt. */
    readonly system_prompt: string;
    /**
     * Whether to consolidate the conversation.
     *
     * @default false
     */
    readonly consolidate?: boolean;
    /** Text that the agent treats as said by the caller. */
    readonly user_prompt?: string;
  };
  /** Whether to hang up when the agent has finished speaking. */
  readonly hangup?: boolean;
  /** Longest hold of the caller, in seconds: at most 900. */
  readonly hold?:
    | number
    | {
        /** Longest hold of the caller, in seconds: at most 900. */
        readonly timeout?: number;
      };
  /** Audio behind the conversation. */
  readonly playback_bg?: {
    /** URL or path of the audio file. */
    readonly file: string;
    /**
     * Whether the conversation waits for the end of the file.
     *
     * @default false
     */
    readonly wait?: boolean;
  };
  /** Text that the agent speaks. */
  readonly say?: string;
  /** Members to set in `global_data`. */
  readonly set_global_data?: JsonObject;
  /** Members to set in `meta_data`. */
  readonly set_meta_data?: JsonObject;
  /** Whether to end the conversation. */
  readonly stop?: boolean;
  /** Whether to stop the audio of `playback_bg`. */
  readonly stop_playback_bg?: boolean;
  /** Functions to switch on or off for the agent. */
  readonly toggle_functions?: readonly {
    /** Name of the function, or names of several functions. */
    readonly function: string | readonly string[];
    /** Whether the agent may call the function. */
    readonly active: boolean;
  }[];
  /** Key to remove from `global_data`, or its new content. */
  readonly unset_global_data?: string | JsonObject;
  /** Key to remove from `meta_data`, or its new content. */
  readonly unset_meta_data?: string | JsonObject;
  /** Text that the agent treats as said by the caller. */
  readonly user_input?: string;
}
