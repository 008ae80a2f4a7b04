import type { JsonObject, OpenEnum } from '../types.js';
import type { AiCallInfo } from './conversation.js';
import type { SwaigLogEntry } from './swaig.js';

/** Events of the functions that the agent calls, and of their webhooks. */
export interface AiDebugFunctionEvents {
  /** A function was called. */
  readonly function_call?: {
    /** Name of the function. */
    readonly function?: string;
    /** Duration of the call in milliseconds. */
    readonly duration_ms?: number;
    /** Whether the function is native. */
    readonly native?: boolean;
    /** Whether the agent kept talking during the call. Speech-to-speech sessions only. */
    readonly shadow?: boolean;
    /** Phase of the session, such as `post_prompt`. */
    readonly phase?: OpenEnum<'post_prompt'>;
  };
  /** The agent was stopped from calling a function again. */
  readonly function_loop?: {
    /** Name of the function. */
    readonly function?: string;
    /** Type of the loop: `consecutive` or `repeated`. */
    readonly type?: OpenEnum<'consecutive' | 'repeated'>;
    /** Number of calls. */
    readonly count?: number;
  };
  /** A SWAIG function was called. */
  readonly swaig_call?: SwaigLogEntry;
  /** The action that a function returned. */
  readonly process_action?: JsonObject;
  /** A result was shortened for the agent. */
  readonly tool_distill?: {
    /** Name of the function. */
    readonly function?: string;
    /** Number of characters before the change. */
    readonly raw_chars?: number;
    /** Number of characters after the change. */
    readonly distilled_chars?: number;
    /** Name of the language model. */
    readonly model?: string;
  };
  /** The definition of the webhook. */
  readonly webhook?: JsonObject;
  /** Input of the webhook. */
  readonly input?: JsonObject;
  /** Output of the webhook, or `null`. */
  readonly output?: JsonObject | null;
  /** Match of the webhook, or `null`. */
  readonly match?: JsonObject | null;
  /** Error keys of the webhook, or `null`. */
  readonly error_keys?: readonly unknown[] | null;
  /** The definition of the webhook is unusable. */
  readonly error?: {
    /** Error. */
    readonly error?: string;
    /** Text of the error. */
    readonly errorText?: string;
  };
  /** Expression of the webhook. */
  readonly expression?: JsonObject;
  /** A request to a webhook and its response. */
  readonly webhook_log?: {
    /** URL of the webhook. */
    readonly request_url?: string;
    /** Payload of the request. */
    readonly request_payload?: JsonObject;
    /** Response of the webhook. */
    readonly webhook_response?: JsonObject;
  };
  /** Reply of the webhook, or `null`. */
  readonly webhook_reply?: JsonObject | null;
  /** A function's webhook failed in every attempt. The event may have more members. */
  readonly webhook_fail?: {
    /** The call. */
    readonly call_info?: AiCallInfo;
    /** Error, such as `webhook error`. */
    readonly error?: OpenEnum<'webhook error'>;
    /** URL of the webhook. */
    readonly request_url?: string;
    /** Number of attempts. */
    readonly attempts?: number;
    /** Payload of the request. Documented as optional. */
    readonly request_payload?: JsonObject;
    /** Whether the response was not JSON. If so, the response is in `raw_response`. Documented as optional. */
    readonly parse_error?: boolean;
    /** Response as text. Documented as optional. */
    readonly raw_response?: string;
    /** Response, parsed. Documented as optional. */
    readonly parsed_response?: JsonObject;
    /** Whether there was no response. If so, the reason is in `curl_code`. Documented as optional. */
    readonly protocol_error?: boolean;
    /** Error code of curl: an integer. Documented as optional. */
    readonly curl_code?: number;
    /** HTTP status code of the response, or 0 without a response. */
    readonly http_code?: number;
  };
}
