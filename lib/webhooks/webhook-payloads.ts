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
 * The type of the payload of each kind. The rules that decide on the kind are in docs/how-to/payloads.md.
 *
 * @example
 * ```ts
 * const digitsOf = (payload: WebhookPayloads['voice.gather']) => payload.Digits;
 * ```
 *
 * @publicApi
 */
export interface WebhookPayloads {
  /** Asks for the instructions of an inbound call. */
  readonly 'voice.inbound': InboundCall;
  /** Asks for the instructions of a call that the application has started. */
  readonly 'voice.outbound': OutboundCall;
  /** Reports a call's progress. */
  readonly 'voice.status': CallStatusCallback;
  /** Reports a recording's progress. */
  readonly 'voice.recording': RecordingStatusCallback;
  /** Delivers a recording's text. */
  readonly 'voice.transcription': TranscriptionCallback;
  /** Delivers the caller's input: the `action` of `<Gather>`. */
  readonly 'voice.gather': GatherAction;
  /** Asks for instructions after a recording: the `action` of `<Record>`. */
  readonly 'voice.record': RecordAction;
  /** Asks for instructions after a dialed call: the `action` of `<Dial>`. */
  readonly 'voice.dial': DialAction;
  /** Asks for instructions before a dialed SIP call is connected: the `url` of `<Sip>`. */
  readonly 'voice.sip': SipRequest;
  /** Asks for instructions after a queue: the `action` of `<Enqueue>`. */
  readonly 'voice.enqueue': EnqueueAction;
  /** Asks for the instructions of a waiting call: the `waitUrl` of `<Enqueue>`. */
  readonly 'voice.queue-wait': QueueWaitRequest;
  /** Asks for the instructions of a queued call before it is connected: the `url` of `<Queue>`. */
  readonly 'voice.queue': QueueRequest;
  /** Asks for instructions after a transfer: the `action` of `<Refer>`. */
  readonly 'voice.refer': ReferAction;
  /** Reports an event of a conference: the `statusCallback` of `<Conference>`. */
  readonly 'voice.conference': ConferenceStatusCallback;
  /** Reports an event of a media stream: the `statusCallback` of `<Stream>`. */
  readonly 'voice.stream': StreamStatusCallback;
  /** Asks for instructions after a payment: the `action` of `<Pay>`. */
  readonly 'voice.pay': PayAction;
  /** Reports a step of a payment: the `statusCallback` of `<Pay>`. */
  readonly 'voice.pay-status': PayStatusCallback;
  /** Asks your payment processor to charge or to tokenize: the `paymentConnectorUrl` of `<Pay>`. */
  readonly 'voice.pay-connector': PayConnectorRequest;
  /** Asks for instructions after a virtual agent: the `action` around `<VirtualAgent>`. */
  readonly 'voice.virtual-agent': VirtualAgentAction;
  /** Reports the status of a message that a call has sent: `<Sms>`. */
  readonly 'voice.sms': SmsCallback;
  /** Asks for the reply to an inbound message. */
  readonly 'message.inbound': InboundMessage;
  /** Reports the status of a message, or asks for instructions after it: the `action` of `<Message>`. */
  readonly 'message.status': MessageStatusCallback;
  /** Asks whether to receive an inbound fax. */
  readonly 'fax.inbound': InboundFax;
  /** Reports the outcome of an inbound fax: the `action` of `<Receive>`. */
  readonly 'fax.receive': ReceiveFaxAction;
  /** Reports the status of an outbound fax, or the failure of an inbound fax. */
  readonly 'fax.status': FaxStatusCallback;
  /** Asks for the SWML document of a call. */
  readonly 'swml.call': SwmlCallRequest;
  /** Asks for the SWML document of an inbound message. */
  readonly 'swml.message': SwmlMessageRequest;
  /** Reports the status of a message that SWML, RELAY or the Messaging API has sent. */
  readonly 'swml.message-status': SwmlMessageStatusCallback;
  /** Reports the status of a 10DLC registration. */
  readonly '10dlc': TenDlcStatusCallback;
  /** Reports a documented `calling.*` event. */
  readonly 'calling.event': CallingEvent;
  /** Reports a `calling.*` event that SignalWire does not document. */
  readonly 'calling.unknown': UnknownCallingEvent;
  /** Delivers the caller's input without envelope: the command `collect` of the Calling API. */
  readonly 'calling.collect': CollectStatusCallback;
  /** Calls one of your SWAIG functions. */
  readonly 'ai.swaig': SwaigFunctionRequest;
  /** Asks for the signatures of your SWAIG functions. */
  readonly 'ai.swaig-signature': SwaigSignatureRequest;
  /** Delivers the summary of a conversation with an agent, or asks for an earlier conversation. */
  readonly 'ai.post-prompt': PostPromptCallback;
  /** Reports an event of an AI sidecar. */
  readonly 'ai.sidecar': AiSidecarCallback;
  /** Delivers one utterance of a call: `live_transcribe` or `live_translate`. */
  readonly 'ai.utterance': LiveUtteranceCallback;
  /** Reports events of an AI agent. */
  readonly 'ai.debug': AiDebugCallback;
  /** Any payload that no rule of `webhookKind` matches. */
  readonly unknown: unknown;
}

/**
 * The kinds of webhooks that `webhookKind` returns.
 *
 * @publicApi
 */
export type WebhookKind = keyof WebhookPayloads;

/**
 * A payload and its kind, which `switch` and `if` narrow. `classifyWebhook` returns it.
 *
 * @example
 * ```ts
 * const isOver = (webhook: ClassifiedWebhook) =>
 *   webhook.kind === 'voice.status' && webhook.payload.CallStatus === 'completed';
 * ```
 *
 * @publicApi
 */
export type ClassifiedWebhook<Kind extends WebhookKind = WebhookKind> = {
  readonly [Each in Kind]: {
    /** Kind of the payload. */
    readonly kind: Each;
    /** The payload, in the type of its kind. */
    readonly payload: WebhookPayloads[Each];
  };
}[Kind];
