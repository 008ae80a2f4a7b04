export type * from './debug-callback.js';
export type { AiDebugFlowLocation } from './flow.js';
