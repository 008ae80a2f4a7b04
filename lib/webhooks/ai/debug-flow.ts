import type { JsonObject, OpenEnum } from '../types.js';

/**
 * Where in the agent's contexts and steps an event of an AI debug webhook happened.
 *
 * Source: SignalWire REST webhooks, AI debug.
 *
 * @publicApi
 */
export interface AiDebugFlowLocation {
  readonly context?: OpenEnum<'default'>;
  /** Only in contexts that have steps, like `step_index`. */
  readonly step?: string;
  readonly step_index?: number;
}

/** The agent's way through contexts, steps and the questions of `gather`. Indexes and attempts count from 0. */
export interface AiDebugFlowEvents {
  readonly step_change?: {
    readonly from_step?: string;
    readonly from_index?: number;
    readonly to_step?: string;
    readonly to_index?: number;
    readonly trigger?: OpenEnum<'ai_function' | 'webhook_action' | 'gather_complete' | 'auto_advance'>;
  };
  readonly context_change?: {
    readonly to_context?: string;
    readonly from_context?: string;
    readonly trigger?: OpenEnum<'ai_function' | 'webhook_action'>;
    readonly isolated?: boolean;
  };
  readonly context_switch_data?: { readonly data_root?: JsonObject; readonly info?: JsonObject };
  readonly gather_start?: AiDebugFlowLocation & {
    readonly output_key?: string;
    readonly total_questions?: number;
  };
  readonly gather_question?: AiDebugFlowLocation & {
    readonly key?: string;
    readonly question_index?: number;
    readonly question_type?: string;
    readonly requires_confirm?: boolean;
  };
  readonly gather_answer?: AiDebugFlowLocation & {
    readonly key?: string;
    readonly question_index?: number;
    readonly attempt?: number;
    readonly confirmed?: boolean;
  };
  readonly gather_reject?: AiDebugFlowLocation & {
    readonly key?: string;
    readonly question_index?: number;
    readonly attempt?: number;
    readonly reason?: OpenEnum<'missing_answer' | 'confirmation_required'>;
  };
  readonly gather_complete?: AiDebugFlowLocation & {
    readonly output_key?: string;
    readonly answered?: number;
    readonly completion_action?: string;
  };
}
