export type * from './call-events.js';
export type * from './calling-event.js';
export type * from './conference-event.js';
export type { CallingEventParams, UnknownCallingEvent } from './envelope.js';
export type * from './media-events.js';
export type * from './pay-event.js';
export type * from './queue-event.js';
