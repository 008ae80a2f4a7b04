export type * from './call-events.js';
export type { CallingEventParams, UnknownCallingEvent } from './envelope.js';
export type * from './media-events.js';
