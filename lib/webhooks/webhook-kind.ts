import type {
  AiDebugCallback,
  AiSidecarCallback,
  PostPromptCallback,
  SwaigFunctionRequest,
  SwaigSignatureRequest,
} from './ai/index.js';
import type { CallingEvent, CallingEventType, UnknownCallingEvent } from './calling/index.js';
import type { FaxStatusCallback, InboundFax, ReceiveFaxAction } from './fax.js';
import type { InboundMessage, MessageStatusCallback } from './messaging.js';
import type { SwmlCallRequest, SwmlMessageRequest, SwmlMessageStatusCallback } from './swml.js';
import type { TenDlcStatusCallback } from './ten-dlc.js';
import type {
  CallStatusCallback,
  ConferenceStatusCallback,
  DialAction,
  EnqueueAction,
  GatherAction,
  InboundCall,
  OutboundCall,
  PayAction,
  PayConnectorRequest,
  PayStatusCallback,
  QueueRequest,
  QueueWaitRequest,
  RecordAction,
  RecordingStatusCallback,
  ReferAction,
  SipRequest,
  SmsCallback,
  StreamStatusCallback,
  TranscriptionCallback,
  VirtualAgentAction,
} from './voice/index.js';
import type { WebhookPayloadData } from '../signature/internal.js';
import { readField } from './fields.js';

/**
 * The type of each kind's payload.
 *
 * @publicApi
 */
export interface WebhookPayloads {
  readonly 'voice.inbound': InboundCall;
  readonly 'voice.outbound': OutboundCall;
  readonly 'voice.status': CallStatusCallback;
  readonly 'voice.recording': RecordingStatusCallback;
  readonly 'voice.transcription': TranscriptionCallback;
  readonly 'voice.gather': GatherAction;
  readonly 'voice.record': RecordAction;
  readonly 'voice.dial': DialAction;
  readonly 'voice.sip': SipRequest;
  readonly 'voice.enqueue': EnqueueAction;
  readonly 'voice.queue-wait': QueueWaitRequest;
  readonly 'voice.queue': QueueRequest;
  readonly 'voice.refer': ReferAction;
  readonly 'voice.conference': ConferenceStatusCallback;
  readonly 'voice.stream': StreamStatusCallback;
  readonly 'voice.pay': PayAction;
  readonly 'voice.pay-status': PayStatusCallback;
  readonly 'voice.pay-connector': PayConnectorRequest;
  readonly 'voice.virtual-agent': VirtualAgentAction;
  readonly 'voice.sms': SmsCallback;
  readonly 'message.inbound': InboundMessage;
  readonly 'message.status': MessageStatusCallback;
  readonly 'fax.inbound': InboundFax;
  readonly 'fax.receive': ReceiveFaxAction;
  readonly 'fax.status': FaxStatusCallback;
  readonly 'swml.call': SwmlCallRequest;
  readonly 'swml.message': SwmlMessageRequest;
  readonly 'swml.message-status': SwmlMessageStatusCallback;
  readonly '10dlc': TenDlcStatusCallback;
  readonly 'calling.event': CallingEvent;
  readonly 'calling.unknown': UnknownCallingEvent;
  readonly 'ai.swaig': SwaigFunctionRequest;
  readonly 'ai.swaig-signature': SwaigSignatureRequest;
  readonly 'ai.post-prompt': PostPromptCallback;
  readonly 'ai.sidecar': AiSidecarCallback;
  readonly 'ai.debug': AiDebugCallback;
  readonly unknown: unknown;
}

/**
 * The kinds of webhooks that `webhookKind` tells apart.
 *
 * @publicApi
 */
export type WebhookKind = keyof WebhookPayloads;

/**
 * A payload and its kind, which `switch` and `if` narrow.
 *
 * @publicApi
 */
export type ClassifiedWebhook<Kind extends WebhookKind = WebhookKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly payload: WebhookPayloads[Each] };
}[Kind];

type Condition = (payload: unknown) => boolean;

const FINAL_OR_INITIATED = ['initiated', 'completed', 'busy', 'failed', 'no-answer', 'canceled'];
const POST_PROMPT_ACTIONS = ['post_conversation', 'fetch_conversation'];
const CALLING_EVENT_TYPES: Readonly<Record<CallingEventType, true>> = {
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

/** The first rule that holds decides: what only one webhook has comes before what several have. */
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
  ['voice.status', all(text('CallSid'), oneOf('CallStatus', FINAL_OR_INITIATED))],
  ['voice.sip', all(text('SipCallId'), prefix('Direction', 'outbound'))],
  ['voice.outbound', all(text('CallSid'), prefix('Direction', 'outbound'))],
  ['voice.inbound', text('CallSid')],
  ['voice.pay-connector', all(text('transaction_id'), text('method'))],
  ['swml.call', object('call')],
  ['swml.message', object('message')],
  ['calling.event', oneOf('event_type', Object.keys(CALLING_EVENT_TYPES))],
  ['calling.unknown', prefix('event_type', 'calling.')],
  ['10dlc', all(text('event_type'), text('event_category'))],
  ['ai.swaig-signature', oneOf('action', ['get_signature'])],
  ['ai.swaig', all(text('function'), object('argument'))],
  ['ai.post-prompt', oneOf('action', POST_PROMPT_ACTIONS)],
  ['ai.sidecar', object('sidecar_event')],
  ['ai.debug', object('call_info')],
  ['swml.message-status', all(text('id'), text('status'), present('number_of_segments'))],
];

/**
 * Which webhook a payload belongs to, by the fields it has; `unknown` for what SignalWire does not document. The rules are
 * in docs/payloads.md.
 *
 * @publicApi
 */
export function webhookKind(payload: unknown): WebhookKind {
  return RULES.find(([, holds]) => holds(payload))?.[0] ?? 'unknown';
}

/**
 * The payload with its kind, for an endpoint that gets several kinds.
 *
 * @example
 * ```ts
 * const webhook = classifyWebhook(payload);
 * switch (webhook.kind) {
 *   case 'voice.gather':
 *     return answer(webhook.payload.Digits);
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

/** Whether it is of kind `voice.inbound`. @publicApi */
export const isInboundCall = guard('voice.inbound');

/** Whether it is of kind `voice.outbound`. @publicApi */
export const isOutboundCall = guard('voice.outbound');

/** Whether it is of kind `voice.status`. @publicApi */
export const isCallStatusCallback = guard('voice.status');

/** Whether it is of kind `voice.recording`. @publicApi */
export const isRecordingStatusCallback = guard('voice.recording');

/** Whether it is of kind `voice.transcription`. @publicApi */
export const isTranscriptionCallback = guard('voice.transcription');

/** Whether it is of kind `voice.gather`. @publicApi */
export const isGatherAction = guard('voice.gather');

/** Whether it is of kind `voice.record`. @publicApi */
export const isRecordAction = guard('voice.record');

/** Whether it is of kind `voice.dial`. @publicApi */
export const isDialAction = guard('voice.dial');

/** Whether it is of kind `voice.sip`. @publicApi */
export const isSipRequest = guard('voice.sip');

/** Whether it is of kind `voice.enqueue`. @publicApi */
export const isEnqueueAction = guard('voice.enqueue');

/** Whether it is of kind `voice.queue-wait`. @publicApi */
export const isQueueWaitRequest = guard('voice.queue-wait');

/** Whether it is of kind `voice.queue`. @publicApi */
export const isQueueRequest = guard('voice.queue');

/** Whether it is of kind `voice.refer`. @publicApi */
export const isReferAction = guard('voice.refer');

/** Whether it is of kind `voice.conference`. @publicApi */
export const isConferenceStatusCallback = guard('voice.conference');

/** Whether it is of kind `voice.stream`. @publicApi */
export const isStreamStatusCallback = guard('voice.stream');

/** Whether it is of kind `voice.pay`. @publicApi */
export const isPayAction = guard('voice.pay');

/** Whether it is of kind `voice.pay-status`. @publicApi */
export const isPayStatusCallback = guard('voice.pay-status');

/** Whether it is of kind `voice.pay-connector`. @publicApi */
export const isPayConnectorRequest = guard('voice.pay-connector');

/** Whether it is of kind `voice.virtual-agent`. @publicApi */
export const isVirtualAgentAction = guard('voice.virtual-agent');

/** Whether it is of kind `voice.sms`. @publicApi */
export const isSmsCallback = guard('voice.sms');

/** Whether it is of kind `message.inbound`. @publicApi */
export const isInboundMessage = guard('message.inbound');

/** Whether it is of kind `message.status`. @publicApi */
export const isMessageStatusCallback = guard('message.status');

/** Whether it is of kind `fax.inbound`. @publicApi */
export const isInboundFax = guard('fax.inbound');

/** Whether it is of kind `fax.receive`. @publicApi */
export const isReceiveFaxAction = guard('fax.receive');

/** Whether it is of kind `fax.status`. @publicApi */
export const isFaxStatusCallback = guard('fax.status');

/** Whether it is of kind `swml.call`. @publicApi */
export const isSwmlCallRequest = guard('swml.call');

/** Whether it is of kind `swml.message`. @publicApi */
export const isSwmlMessageRequest = guard('swml.message');

/** Whether it is of kind `swml.message-status`. @publicApi */
export const isSwmlMessageStatusCallback = guard('swml.message-status');

/** Whether it is of kind `10dlc`. @publicApi */
export const isTenDlcStatusCallback = guard('10dlc');

/** Whether it is of kind `calling.event`. @publicApi */
export const isCallingEvent = guard('calling.event');

/** Whether it is of kind `calling.unknown`. @publicApi */
export const isUnknownCallingEvent = guard('calling.unknown');

/** Whether it is of kind `ai.swaig`. @publicApi */
export const isSwaigFunctionRequest = guard('ai.swaig');

/** Whether it is of kind `ai.swaig-signature`. @publicApi */
export const isSwaigSignatureRequest = guard('ai.swaig-signature');

/** Whether it is of kind `ai.post-prompt`. @publicApi */
export const isPostPromptCallback = guard('ai.post-prompt');

/** Whether it is of kind `ai.sidecar`. @publicApi */
export const isAiSidecarCallback = guard('ai.sidecar');

/** Whether it is of kind `ai.debug`. @publicApi */
export const isAiDebugCallback = guard('ai.debug');

function guard<Kind extends WebhookKind>(kind: Kind) {
  return (payload: WebhookPayloadData): payload is WebhookPayloadData & WebhookPayloads[Kind] =>
    webhookKind(payload) === kind;
}

function text(name: string): Condition {
  return (payload) => typeof readField(payload, name) === 'string';
}

function prefix(name: string, start: string): Condition {
  return (payload) => {
    const value = readField(payload, name);
    return typeof value === 'string' && value.startsWith(start);
  };
}

function oneOf(name: string, values: readonly unknown[]): Condition {
  return (payload) => values.includes(readField(payload, name));
}

function object(name: string): Condition {
  return (payload) => {
    const value = readField(payload, name);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  };
}

function present(name: string): Condition {
  return (payload) => readField(payload, name) !== undefined;
}

function all(...conditions: readonly Condition[]): Condition {
  return (payload) => conditions.every((holds) => holds(payload));
}

function any(...conditions: readonly Condition[]): Condition {
  return (payload) => conditions.some((holds) => holds(payload));
}
