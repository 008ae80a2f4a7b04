export type * from './conversation.js';
export type { AiDebugFlowLocation } from './debug-flow.js';
export type * from './debug.js';
export type * from './post-prompt.js';
export type * from './swaig.js';
export type * from './swaig-response.js';
