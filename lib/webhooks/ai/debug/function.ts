import type { JsonObject } from '../../json-object.js';
import type { OpenEnum } from '../../open-enum.js';
import type { AiCallInfo } from '../conversation.js';
import type { SwaigLogEntry } from '../swaig.js';

/** The functions that the agent calls, and their webhooks. */
export interface AiDebugFunctionEvents {
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
