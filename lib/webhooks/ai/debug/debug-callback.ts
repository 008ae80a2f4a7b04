import type { AiCallInfo } from '../conversation.js';
import type { AiDebugFlowEvents } from './flow.js';
import type { AiDebugFunctionEvents } from './function.js';
import type { AiDebugModelEvents } from './model.js';
import type { AiDebugSessionEvents } from './session.js';
import type { AiDebugSpeechEvents } from './speech.js';

/**
 * Reports what an AI agent does: the `debug_webhook_url` of `ai`. Each event that has happened is a field, and several may
 * come together. SignalWire adds events over time. JSON.
 *
 * Source: SignalWire REST webhooks, AI debug.
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
  readonly call_info: AiCallInfo;
}

/**
 * The names of the event objects that an AI debug webhook may hold.
 *
 * @publicApi
 */
export type AiDebugEventName = Exclude<keyof AiDebugCallback, 'call_info'>;
