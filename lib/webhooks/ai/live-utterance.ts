import type { JsonObject } from '../json-object.js';
import type { OpenEnum } from '../open-enum.js';
import type { AiCallInfo } from './conversation.js';

/**
 * JSON of the `webhook` of `live_transcribe` and `live_translate`: one utterance of a call.
 *
 * Source: SignalWire does not document it. These are the fields that a published application reads, so the type is open: any
 * other field is `unknown`. Nor is it known whether it is signed.
 *
 * @publicApi
 */
export interface LiveUtteranceCallback extends JsonObject {
  readonly utterance: LiveUtterance;
  /** From 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  readonly call_info?: AiCallInfo;
  readonly channel_data?: JsonObject & { readonly SWMLVars?: JsonObject };
}

/**
 * What was said at one time. Open, as {@link LiveUtteranceCallback} is.
 *
 * @publicApi
 */
export interface LiveUtterance extends JsonObject {
  readonly role?: OpenEnum<'remote-caller' | 'local-caller'>;
  readonly content?: string;
  /** From 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  /** Unix microseconds. Read it with `readEpoch`. */
  readonly timestamp?: number;
  readonly lang?: string;
  readonly tokens?: number;
}
