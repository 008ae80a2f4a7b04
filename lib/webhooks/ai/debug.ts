import type { AiCallInfo } from './conversation.js';
import type { AiDebugFlowEvents } from './debug-flow.js';
import type { AiDebugFunctionEvents } from './debug-functions.js';
import type { AiDebugModelEvents } from './debug-model.js';
import type { AiDebugSessionEvents } from './debug-session.js';
import type { AiDebugSpeechEvents } from './debug-speech.js';

/**
 * Reports events of an AI agent: the `debug_webhook_url` of `ai`. Each event is a field, and one webhook may carry several
 * events. SignalWire adds events over time. JSON.
 *
 * Source: SignalWire REST webhooks, AI debug.
 *
 * @example
 * ```ts
 * @Post('agent/debug')
 * debug(@WebhookPayload() { call_info, webhook_fail }: AiDebugCallback) {
 *   if (webhook_fail) report(call_info.call_id, webhook_fail.http_code);
 * }
 * ```
 *
 * @publicApi
 */
export interface AiDebugCallback
  extends
    AiDebugSessionEvents,
    AiDebugSpeechEvents,
    AiDebugFunctionEvents,
    AiDebugFlowEvents,
    AiDebugModelEvents {
  /** The call. */
  readonly call_info: AiCallInfo;
}

/**
 * The names of the events of an AI debug webhook.
 *
 * @publicApi
 */
export type AiDebugEventName = Exclude<keyof AiDebugCallback, 'call_info'>;
