import type { JsonObject, OpenEnum } from '../types.js';

/**
 * The place in the contexts and steps of the agent at which an event of an AI debug webhook happened.
 *
 * Source: SignalWire REST webhooks, AI debug.
 *
 * @publicApi
 */
export interface AiDebugFlowLocation {
  /** Name of the context, such as `default`. */
  readonly context?: OpenEnum<'default'>;
  /** Name of the step. Only in contexts that have steps. */
  readonly step?: string;
  /** Index of the step, counted from 0. Only in contexts that have steps. */
  readonly step_index?: number;
}

/** The agent's way through contexts, steps and the questions of `gather`. Indexes and attempts count from 0. */
export interface AiDebugFlowEvents {
  /** The agent changes the step. */
  readonly step_change?: {
    /** Name of the previous step. */
    readonly from_step?: string;
    /** Index of the previous step. */
    readonly from_index?: number;
    /** Name of the new step. */
    readonly to_step?: string;
    /** Index of the new step. */
    readonly to_index?: number;
    /** Cause of the change: `ai_function`, `webhook_action`, `gather_complete` or `auto_advance`. */
    readonly trigger?: OpenEnum<'ai_function' | 'webhook_action' | 'gather_complete' | 'auto_advance'>;
  };
  /** The agent changes the context. */
  readonly context_change?: {
    /** Name of the new context. */
    readonly to_context?: string;
    /** Name of the previous context. */
    readonly from_context?: string;
    /** Cause of the change: `ai_function` or `webhook_action`. */
    readonly trigger?: OpenEnum<'ai_function' | 'webhook_action'>;
    /** Whether the new context is isolated. */
    readonly isolated?: boolean;
  };
  /** Data of a `context_switch`. */
  readonly context_switch_data?: {
    /** Root of the data. */
    readonly data_root?: JsonObject;
    /** Information about the switch. */
    readonly info?: JsonObject;
  };
  /** The questions of `gather` start. */
  readonly gather_start?: AiDebugFlowLocation & {
    /** Key under which the answers are stored. */
    readonly output_key?: string;
    /** Number of questions. */
    readonly total_questions?: number;
  };
  /** The agent asks a question of `gather`. */
  readonly gather_question?: AiDebugFlowLocation & {
    /** Key of the question. */
    readonly key?: string;
    /** Index of the question. */
    readonly question_index?: number;
    /** Type of the question. */
    readonly question_type?: string;
    /** Whether the caller must confirm the answer. */
    readonly requires_confirm?: boolean;
  };
  /** The caller answers a question of `gather`. */
  readonly gather_answer?: AiDebugFlowLocation & {
    /** Key of the question. */
    readonly key?: string;
    /** Index of the question. */
    readonly question_index?: number;
    /** Number of the attempt. */
    readonly attempt?: number;
    /** Whether the caller confirmed the answer. */
    readonly confirmed?: boolean;
  };
  /** An answer to a question of `gather` is not accepted. */
  readonly gather_reject?: AiDebugFlowLocation & {
    /** Key of the question. */
    readonly key?: string;
    /** Index of the question. */
    readonly question_index?: number;
    /** Number of the attempt. */
    readonly attempt?: number;
    /** Reason: `missing_answer` or `confirmation_required`. */
    readonly reason?: OpenEnum<'missing_answer' | 'confirmation_required'>;
  };
  /** The questions of `gather` are complete. */
  readonly gather_complete?: AiDebugFlowLocation & {
    /** Key under which the answers are stored. */
    readonly output_key?: string;
    /** Number of answered questions. */
    readonly answered?: number;
    /** Action that follows. */
    readonly completion_action?: string;
  };
}
