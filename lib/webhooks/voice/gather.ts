import type { VoiceWebhook } from './voice-webhook.js';

/**
 * Delivers the caller's input: the `action` of `<Gather>`.
 *
 * Source: cXML `<Gather>`.
 *
 * @publicApi
 */
export interface GatherAction extends VoiceWebhook {
  /** The keys, which may begin with `0` or be `*` and `#`: not a number. */
  readonly Digits?: string;
  readonly SpeechResult?: string;
  /** A decimal from 0.0 to 1.0. Read it with `readConfidence`. */
  readonly Confidence?: string;
}
