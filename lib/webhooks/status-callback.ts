import { oneOf } from './conditions.js';
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

/** The kinds whose response SignalWire reads as cXML while the call goes on. */
const CALL_INSTRUCTIONS: ReadonlySet<WebhookKind> = new Set<WebhookKind>([
  'voice.inbound',
  'voice.outbound',
  'voice.sip',
  'voice.gather',
  'voice.record',
  'voice.dial',
  'voice.enqueue',
  'voice.queue-wait',
  'voice.queue',
  'voice.refer',
  'voice.pay',
  'voice.virtual-agent',
]);
const OTHER_INSTRUCTIONS: ReadonlySet<WebhookKind> = new Set<WebhookKind>([
  'message.inbound',
  'fax.inbound',
  'swml.call',
  'swml.message',
]);
/** Each voice request has a CallStatus. Callbacks whose fields SignalWire does not document may have only the CallSid. */
const isCallGoingOn = oneOf('CallStatus', ['queued', 'ringing', 'in-progress']);

/** Whether SignalWire certainly reads the response as cXML or SWML. In doubt it does not, so this is no opposite of {@link isStatusCallback}. */
export function asksForInstructions(payload: unknown): boolean {
  const kind = webhookKind(payload);
  return OTHER_INSTRUCTIONS.has(kind) || (CALL_INSTRUCTIONS.has(kind) && isCallGoingOn(payload));
}
