import type {
  AiDebugCallback,
  AiSidecarCallback,
  LiveUtteranceCallback,
  PostPromptCallback,
  SwaigFunctionRequest,
  SwaigSignatureRequest,
} from './ai/index.js';
import type { CallingEvent, CollectStatusCallback, UnknownCallingEvent } from './calling/index.js';
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
  readonly 'calling.collect': CollectStatusCallback;
  readonly 'ai.swaig': SwaigFunctionRequest;
  readonly 'ai.swaig-signature': SwaigSignatureRequest;
  readonly 'ai.post-prompt': PostPromptCallback;
  readonly 'ai.sidecar': AiSidecarCallback;
  readonly 'ai.utterance': LiveUtteranceCallback;
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
