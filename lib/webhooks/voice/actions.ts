import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

/**
 * Delivers the caller's input: the `action` of `<Gather>`. SignalWire does not document the fields of a
 * `partialResultCallback`.
 *
 * Source: cXML `<Gather>`.
 *
 * @example
 * ```ts
 * @Post('menu')
 * menu(@WebhookPayload() { Digits }: GatherAction) {
 *   return Digits === '1' ? '<Response><Dial>+12025550187</Dial></Response>' : '<Response><Hangup/></Response>';
 * }
 * ```
 *
 * @publicApi
 */
export interface GatherAction extends VoiceWebhook {
  /** Pressed keys. Text, not a number: it may begin with `0` and contain `*` and `#`. */
  readonly Digits?: string;
  /** Recognized speech. */
  readonly SpeechResult?: string;
  /** Confidence of the speech recognition: a decimal from `0.0` to `1.0`. Read it with `readConfidence`. */
  readonly Confidence?: string;
}

/**
 * `DialCallStatus`: how the dialed call ended.
 *
 * @publicApi
 */
export type DialCallStatus = OpenEnum<
  'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'
>;

/**
 * Asks what to do after a dialed call: the `action` of `<Dial>`.
 *
 * Source: cXML `<Dial>`, `<Sip>` and `<Verto>`.
 *
 * @example
 * ```ts
 * @Post('dialed')
 * dialed(@WebhookPayload() call: DialAction) {
 *   return call.DialCallStatus === 'no-answer' ? '<Response><Record action="voicemail"/></Response>' : '<Response/>';
 * }
 * ```
 *
 * @publicApi
 */
export interface DialAction extends VoiceWebhook {
  /** ID of the dialed call. After `<Verto>`, the ID is in `DialCallSID`. */
  readonly DialCallSid?: string;
  /** How the dialed call ended: `completed`, `answered`, `busy`, `no-answer`, `failed` or `canceled`. */
  readonly DialCallStatus?: DialCallStatus;
  /** Length of the dialed call in seconds. Read it with `readSeconds`. */
  readonly DialCallDuration?: string;
  /** URL of the recording. */
  readonly RecordingUrl?: string;
  /** SIP call ID of the dialed call. `<Sip>` only. */
  readonly DialSipCallId?: string;
  /** SIP response code of the dialed call. `<Sip>` only. */
  readonly DialSipResponseCode?: string;
  /** ID of the dialed call, in the spelling of SignalWire. `<Verto>` only; otherwise it is in `DialCallSid`. */
  readonly DialCallSID?: string;
  /** Direction of the SIP hangup. `<Verto>` only. */
  readonly DialSipHangupDirection?: string;
  /** A header of the response to the SIP INVITE. The name of the header follows the underscore. `<Sip>` only. */
  readonly [header: `DialSipHeader_${string}`]: string | undefined;
}

/**
 * Asks for instructions before a dialed SIP call is connected: the `url` of `<Sip>`.
 *
 * Source: cXML `<Sip>`.
 *
 * @publicApi
 */
export interface SipRequest extends VoiceWebhook {
  /** SIP call ID. */
  readonly SipCallId?: string;
  /** A header of the SIP request. The name of the header follows `SipHeader`. */
  readonly [header: `SipHeader${string}`]: string | undefined;
}

/**
 * `QueueResult`: how a caller left the queue.
 *
 * @publicApi
 */
export type QueueResult = OpenEnum<
  | 'bridged'
  | 'bridging-in-progress'
  | 'error'
  | 'hangup'
  | 'leave'
  | 'redirected'
  | 'redirected-from-bridged'
  | 'queue-full'
  | 'system-error'
>;

/**
 * Asks what to do after a call's time in a queue: the `action` of `<Enqueue>`.
 *
 * Source: cXML `<Enqueue>`.
 *
 * @example
 * ```ts
 * @Post('queue/left')
 * left(@WebhookPayload() { QueueResult }: EnqueueAction) {
 *   return QueueResult === 'queue-full' ? '<Response><Say>Please call later</Say></Response>' : '<Response><Hangup/></Response>';
 * }
 * ```
 *
 * @publicApi
 */
export interface EnqueueAction extends VoiceWebhook {
  /** How the call left the queue, such as `bridged`, `hangup` or `leave`: {@link QueueResult} has all values. */
  readonly QueueResult?: QueueResult;
  /** ID of the queue: a UUID. */
  readonly QueueSid?: string;
  /** Time that the call spent in the queue, in seconds. Read it with `readSeconds`. */
  readonly QueueTime?: string;
}

/**
 * Asks what a waiting call hears: the `waitUrl` of `<Enqueue>`.
 *
 * Source: cXML `<Enqueue>`.
 *
 * @example
 * ```ts
 * @Post('queue/wait')
 * wait(@WebhookPayload() { QueuePosition }: QueueWaitRequest) {
 *   return `<Response><Say>You are number ${readInteger(QueuePosition) ?? 1}</Say></Response>`;
 * }
 * ```
 *
 * @publicApi
 */
export interface QueueWaitRequest extends VoiceWebhook {
  /** Position of the call in the queue: an integer. Read it with `readInteger`. */
  readonly QueuePosition?: string;
  /** ID of the queue: a UUID. */
  readonly QueueSid?: string;
  /** Time that the call has spent in the queue, in seconds. Read it with `readSeconds`. */
  readonly QueueTime?: string;
  /** Average time that calls spend in the queue, in seconds. Read it with `readSeconds`. */
  readonly AvgQueueTime?: string;
  /** Number of calls in the queue. Read it with `readInteger`. */
  readonly CurrentQueueSize?: string;
}

/**
 * Asks what a queued call hears before it is connected: the `url` of `<Queue>`.
 *
 * Source: cXML `<Queue>`.
 *
 * @publicApi
 */
export interface QueueRequest extends VoiceWebhook {
  /** ID of the call that removes a call from the queue. The field has the spelling of SignalWire. */
  readonly DequeingCallSid?: string;
  /** ID of the queue: a UUID. */
  readonly QueueSid?: string;
  /** Time that the call spent in the queue, in seconds. Read it with `readSeconds`. */
  readonly QueueTime?: string;
}

/**
 * `ReferCallStatus`: the state of the transfer.
 *
 * @publicApi
 */
export type ReferCallStatus = OpenEnum<'in-progress' | 'busy' | 'no-answer' | 'canceled' | 'failed'>;

/**
 * Asks what to do after a transfer: the `action` of `<Refer>`.
 *
 * Source: cXML `<Refer>`.
 *
 * @publicApi
 */
export interface ReferAction extends VoiceWebhook {
  /** State of the transfer: `in-progress`, `busy`, `no-answer`, `canceled` or `failed`. */
  readonly ReferCallStatus?: ReferCallStatus;
  /** SIP response code of the REFER. */
  readonly ReferSipResponseCode?: string;
  /** SIP response code of the NOTIFY. */
  readonly NotifySipResponseCode?: string;
}

/**
 * `SmsStatus`: the status of a message that `<Sms>` has sent.
 *
 * @publicApi
 */
export type SmsStatus = OpenEnum<'sending' | 'invalid' | 'sent' | 'failed'>;

/**
 * Reports the status of a message that a call has sent: the `action` and the `statusCallback` of `<Sms>`.
 *
 * Source: cXML `<Sms>`.
 *
 * @publicApi
 */
export interface SmsCallback extends VoiceWebhook {
  /** ID of the message: a UUID. */
  readonly SmsSid?: string;
  /** State of the message: `sending` or `invalid` in the `action`, `sent` or `failed` in the `statusCallback`. */
  readonly SmsStatus?: SmsStatus;
}

/**
 * `VirtualAgentStatus`: how the virtual agent ended.
 *
 * @publicApi
 */
export type VirtualAgentStatus = OpenEnum<'failed' | 'transfer'>;

/**
 * Asks what to do after a virtual agent: the `action` of the `<Connect>` around `<VirtualAgent>`.
 *
 * Source: cXML `<VirtualAgent>`.
 *
 * @publicApi
 */
export interface VirtualAgentAction extends VoiceWebhook {
  /** How the virtual agent ended: `failed` or `transfer`. */
  readonly VirtualAgentStatus?: VirtualAgentStatus;
  /** Error of the virtual agent. */
  readonly VirtualAgentError?: string;
  /** Code of the error. */
  readonly VirtualAgentErrorCode?: string;
  /** Provider of the virtual agent. */
  readonly VirtualAgentProvider?: string;
  /** Data of the provider: JSON in a string. Read it with `JSON.parse`, which throws an error if it is not JSON. */
  readonly VirtualAgentProviderData?: string;
}
