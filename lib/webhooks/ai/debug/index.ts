export type * from './debug-callback.js';
export type { AiDebugFlowLocation } from './flow.js';
export type { AiDebugWebhookFail } from './function.js';
export type { AiDebugConversationAdd } from './model.js';
