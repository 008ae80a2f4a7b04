import { hasCallEnded, webhookKind } from './webhook-kind.js';
import type { WebhookKind } from './webhook-payloads.js';

/**
 * The kinds that only report. `message.status`, `fax.status` and `voice.sms` are not among them: an `action`, which asks what to
 * do next, has the same fields.
 */
const STATUS_CALLBACKS: ReadonlySet<WebhookKind> = new Set<WebhookKind>([
  'voice.status',
  'voice.recording',
  'voice.transcription',
  'voice.conference',
  'voice.stream',
  'voice.pay-status',
  'swml.message-status',
  '10dlc',
  'calling.event',
  'calling.unknown',
  'calling.collect',
  'ai.sidecar',
  'ai.utterance',
  'ai.debug',
]);

/** Whether a payload only reports what has happened, or comes from a call that is over. In doubt it asks what to do. */
export function isStatusCallback(payload: unknown): boolean {
  return hasCallEnded(payload) || STATUS_CALLBACKS.has(webhookKind(payload));
}
