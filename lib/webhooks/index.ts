export type * from './ai.js';
export type * from './calling/index.js';
export type * from './fax.js';
export type * from './messaging.js';
export * from './webhook-kind.js';
export type { OpenEnum } from './open-enum.js';
export * from './readers.js';
export type * from './swml.js';
export type * from './voice/index.js';
