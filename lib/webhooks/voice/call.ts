import type { OpenEnum } from '../types.js';

/**
 * `CallStatus`: the state of the call.
 *
 * @publicApi
 */
export type CallStatus = OpenEnum<
  | 'initiated'
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled'
>;

/**
 * `Direction`: who started the call.
 *
 * @publicApi
 */
export type CallDirection = OpenEnum<'inbound' | 'outbound-api' | 'outbound-dial'>;

/**
 * What every cXML voice request may carry.
 *
 * Source: cXML voice overview.
 *
 * @publicApi
 */
export interface VoiceWebhook {
  /** The id of the project. */
  readonly AccountSid?: string;
  readonly ApiVersion?: string;
  readonly CallSid?: string;
  readonly CallStatus?: CallStatus;
  readonly Direction?: CallDirection;
  /** An E.164 number or a SIP URI. */
  readonly From?: string;
  /** An E.164 number or a SIP URI. */
  readonly To?: string;
  /** Only in calls that another call has started. */
  readonly ParentCallSid?: string;
}

/**
 * Asks for the instructions of an inbound call: the URL of a phone number, a domain application or `<Redirect>`.
 *
 * Source: cXML voice overview.
 *
 * @publicApi
 */
export interface InboundCall extends VoiceWebhook {
  /** Calls to a domain application only. */
  readonly SipUser?: string;
}

/**
 * Asks for the instructions of a call that the application has started: the `Url` of the Calls API or of a noun in
 * `<Dial>`.
 *
 * Source: cXML voice overview.
 *
 * @publicApi
 */
export type OutboundCall = VoiceWebhook;

/**
 * Reports a call's progress: the `StatusCallback` of a phone number, of the Calls API, or of `<Number>` and `<Sip>`.
 *
 * Source: cXML voice overview; Compatibility API, calls and incoming phone numbers.
 *
 * @publicApi
 */
export interface CallStatusCallback extends VoiceWebhook {
  readonly CallbackSource?: OpenEnum<'call-progress-events'>;
  /** Seconds; completed calls only. Read it with `readSeconds`. */
  readonly CallDuration?: string;
  readonly CallerName?: string;
  readonly ForwardedFrom?: string;
  readonly HangupBy?: string;
  readonly HangupDirection?: OpenEnum<'inbound' | 'outbound'>;
  /** Seconds. */
  readonly RecordingDuration?: string;
  readonly RecordingSid?: string;
  readonly RecordingUrl?: string;
  /** An integer that counts the callbacks of the call from 0. */
  readonly SequenceNumber?: string;
  readonly SipInviteResultPhrase?: string;
  readonly SipResultCode?: string;
  /** RFC 2822. Read it with `readTimestamp`. */
  readonly Timestamp?: string;
  readonly AudioInAveragePtime?: string;
  readonly AudioInDtmfPacketCount?: string;
  readonly AudioInFlushPacketCount?: string;
  readonly AudioInJitterMaxVariance?: string;
  readonly AudioInJitterMinVariance?: string;
  readonly AudioInLargestJbSize?: string;
  readonly AudioInMediaPacketCount?: string;
  /** The mean opinion score, a decimal. */
  readonly AudioInMos?: string;
  readonly AudioInSkipPacketCount?: string;
  readonly AudioOutDtmfPacketCount?: string;
  readonly AudioOutMediaPacketCount?: string;
}
