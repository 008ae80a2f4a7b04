export type * from './actions.js';
export type * from './call.js';
export type * from './pay.js';
export type * from './status-callbacks.js';
