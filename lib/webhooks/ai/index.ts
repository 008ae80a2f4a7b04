export type * from './conversation.js';
export type * from './debug.js';
export type * from './post-prompt.js';
export type * from './sidecar.js';
export type * from './swaig.js';
