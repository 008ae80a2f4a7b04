import type { OpenEnum } from '../types.js';
import type { VoiceWebhook } from './call.js';

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

/**
 * `DialCallStatus`: how the dialled call ended.
 *
 * @publicApi
 */
export type DialCallStatus = OpenEnum<
  'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'
>;

/**
 * Asks what to do after a dialled call: the `action` of `<Dial>`.
 *
 * Source: cXML `<Dial>`, `<Sip>` and `<Verto>`.
 *
 * @publicApi
 */
export interface DialAction extends VoiceWebhook {
  readonly DialCallSid?: string;
  readonly DialCallStatus?: DialCallStatus;
  /** Seconds. */
  readonly DialCallDuration?: string;
  readonly RecordingUrl?: string;
  /** `<Sip>` only. */
  readonly DialSipCallId?: string;
  /** `<Sip>` only. */
  readonly DialSipResponseCode?: string;
  /** `<Verto>` only, in SignalWire's spelling; `DialCallSid` elsewhere. */
  readonly DialCallSID?: string;
  /** `<Verto>` only. */
  readonly DialSipHangupDirection?: string;
  /** Headers of the response to the SIP INVITE. */
  readonly [header: `DialSipHeader_${string}`]: string | undefined;
}

/**
 * Asks for instructions before a dialled SIP call is connected: the `url` of `<Sip>`.
 *
 * Source: cXML `<Sip>`.
 *
 * @publicApi
 */
export interface SipRequest extends VoiceWebhook {
  readonly SipCallId?: string;
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
 * @publicApi
 */
export interface EnqueueAction extends VoiceWebhook {
  readonly QueueResult?: QueueResult;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
}

/**
 * Asks what a waiting call hears: the `waitUrl` of `<Enqueue>`.
 *
 * Source: cXML `<Enqueue>`.
 *
 * @publicApi
 */
export interface QueueWaitRequest extends VoiceWebhook {
  /** An integer. */
  readonly QueuePosition?: string;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
  /** Seconds. */
  readonly AvgQueueTime?: string;
  /** An integer. */
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
  /** SignalWire spells it so. */
  readonly DequeingCallSid?: string;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
}

/**
 * `ReferCallStatus`: how the transfer ended.
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
  readonly ReferCallStatus?: ReferCallStatus;
  readonly ReferSipResponseCode?: string;
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
  readonly SmsSid?: string;
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
  readonly VirtualAgentStatus?: VirtualAgentStatus;
  readonly VirtualAgentError?: string;
  readonly VirtualAgentErrorCode?: string;
  readonly VirtualAgentProvider?: string;
  /** JSON in a string. */
  readonly VirtualAgentProviderData?: string;
}
