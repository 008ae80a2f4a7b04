import type { CallingEventType } from './calling/index.js';
import { all, any, type Condition, object, oneOf, prefix, present, text } from './conditions.js';
import { FINAL_CALL_STATUSES } from './statuses.js';
import type { ClassifiedWebhook, WebhookKind } from './webhook-payloads.js';

/** Whether the call is over, so that it takes no more instructions. */
export const hasCallEnded = oneOf('CallStatus', FINAL_CALL_STATUSES);
const POST_PROMPT_ACTIONS = ['post_conversation', 'fetch_conversation'];
const CALLING_EVENTS: Readonly<Record<CallingEventType, true>> = {
  'calling.call.state': true,
  'calling.call.connect': true,
  'calling.call.stream': true,
  'calling.call.detect': true,
  'calling.conference': true,
  'calling.call.record': true,
  'calling.call.play': true,
  'calling.call.collect': true,
  'calling.call.tap': true,
  'calling.call.refer': true,
  'calling.call.fax': true,
  'calling.call.queue': true,
  'calling.call.pay': true,
  'calling.transcript.completed': true,
  'calling.transcript.failed': true,
};
export const CALLING_EVENT_TYPES = Object.keys(CALLING_EVENTS) as readonly CallingEventType[];

/** The first rule that holds decides: fields of a single webhook come before fields that several share. */
const RULES: readonly (readonly [WebhookKind, Condition])[] = [
  ['fax.receive', all(text('FaxSid'), oneOf('FaxStatus', ['receiving', 'received']))],
  ['fax.status', all(text('FaxSid'), text('FaxStatus'))],
  ['fax.inbound', text('FaxSid')],
  ['message.status', all(text('MessageSid'), text('MessageStatus'))],
  ['message.inbound', text('MessageSid')],
  ['voice.stream', text('StreamEvent')],
  ['voice.conference', text('StatusCallbackEvent')],
  ['voice.transcription', text('TranscriptionStatus')],
  ['voice.recording', text('RecordingStatus')],
  ['voice.status', text('CallbackSource')],
  ['voice.pay-status', text('For')],
  ['voice.pay', text('Result')],
  ['voice.dial', text('DialCallStatus')],
  ['voice.enqueue', text('QueueResult')],
  ['voice.queue-wait', text('QueuePosition')],
  ['voice.queue', text('DequeingCallSid')],
  ['voice.refer', text('ReferCallStatus')],
  ['voice.virtual-agent', text('VirtualAgentStatus')],
  ['voice.sms', text('SmsStatus')],
  ['voice.record', all(text('CallSid'), text('RecordingUrl'))],
  ['voice.gather', all(text('CallSid'), any(text('Digits'), text('SpeechResult')))],
  ['voice.status', all(text('CallSid'), any(oneOf('CallStatus', ['initiated']), hasCallEnded))],
  ['voice.sip', all(text('SipCallId'), prefix('Direction', 'outbound'))],
  ['voice.outbound', all(text('CallSid'), prefix('Direction', 'outbound'))],
  ['voice.inbound', text('CallSid')],
  ['voice.pay-connector', all(text('transaction_id'), text('method'))],
  ['swml.call', object('call')],
  ['swml.message', object('message')],
  ['calling.event', oneOf('event_type', CALLING_EVENT_TYPES)],
  ['calling.unknown', prefix('event_type', 'calling.')],
  ['calling.collect', all(text('control_id'), object('result'))],
  ['10dlc', all(text('event_type'), text('event_category'))],
  ['ai.swaig-signature', oneOf('action', ['get_signature'])],
  ['ai.swaig', all(text('function'), any(object('argument'), text('ai_session_id')))],
  ['ai.post-prompt', oneOf('action', POST_PROMPT_ACTIONS)],
  ['ai.sidecar', object('sidecar_event')],
  ['ai.utterance', object('utterance')],
  ['ai.debug', object('call_info')],
  ['swml.message-status', all(text('id'), text('status'), present('number_of_segments'))],
];

/** Every kind except `unknown`. */
export const KNOWN_KINDS: ReadonlySet<string> = new Set(RULES.map(([kind]) => kind));

/**
 * Returns the kind of a payload, by its fields; `unknown` if no rule matches. The rules are in docs/how-to/payloads.md.
 *
 * @example
 * ```ts
 * webhookKind({ CallSid: '3f8e21c6-94ab-4d57-8e0f-b62d7a915c38', Digits: '2' }); // 'voice.gather'
 * ```
 *
 * @publicApi
 */
export function webhookKind(payload: unknown): WebhookKind {
  return RULES.find(([, holds]) => holds(payload))?.[0] ?? 'unknown';
}

/**
 * Returns a payload with its kind, for a route that receives several kinds.
 *
 * @example
 * ```ts
 * const webhook = classifyWebhook(payload);
 * switch (webhook.kind) {
 *   case 'voice.gather':
 *     return menu(webhook.payload.Digits);
 *   case 'voice.status':
 *     return record(webhook.payload.CallDuration);
 * }
 * ```
 *
 * @publicApi
 */
export function classifyWebhook(payload: unknown): ClassifiedWebhook {
  return { kind: webhookKind(payload), payload } as ClassifiedWebhook;
}
