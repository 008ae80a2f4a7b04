export type * from './conversation.js';
export type * from './debug/index.js';
export type * from './live-utterance.js';
export type * from './post-prompt.js';
export type * from './sidecar.js';
export type * from './swaig.js';
export type * from './swaig-response.js';
