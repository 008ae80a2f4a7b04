import type { OpenEnum } from '../types.js';

/**
 * `CallStatus`: the state of the call. `completed`, `busy`, `failed`, `no-answer` and `canceled` are final. `initiated` comes in
 * status callbacks only.
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
 * `Direction`: how the call started: from outside (`inbound`), by the API (`outbound-api`) or by `<Dial>` (`outbound-dial`).
 *
 * @publicApi
 */
export type CallDirection = OpenEnum<'inbound' | 'outbound-api' | 'outbound-dial'>;

/**
 * The fields that any cXML voice request may carry.
 *
 * Source: cXML voice overview.
 *
 * @publicApi
 */
export interface VoiceWebhook {
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** Version of the API: `2010-04-01`. */
  readonly ApiVersion?: string;
  /** ID of the call: a UUID. */
  readonly CallSid?: string;
  /** State of the call. Final states: `completed`, `busy`, `failed`, `no-answer`, `canceled`. */
  readonly CallStatus?: CallStatus;
  /** How the call started: `inbound`, `outbound-api` or `outbound-dial`. */
  readonly Direction?: CallDirection;
  /** Caller: an E.164 number or a SIP URI. */
  readonly From?: string;
  /** Called party: an E.164 number or a SIP URI. */
  readonly To?: string;
  /** ID of the call that started this call. Absent unless a different call started this call. */
  readonly ParentCallSid?: string;
}

/**
 * Asks for the instructions of an inbound call: the URL of a phone number, a domain application or `<Redirect>`.
 *
 * Source: cXML voice overview; `SipUser`: guide to mustache templates.
 *
 * @example
 * ```ts
 * @Post('voice')
 * voice(@WebhookPayload() call: InboundCall) {
 *   return call.From === '+12025550143' ? '<Response><Reject/></Response>' : '<Response><Say>Hello</Say></Response>';
 * }
 * ```
 *
 * @publicApi
 */
export interface InboundCall extends VoiceWebhook {
  /** SIP user. Only in calls to a domain application. */
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
 * - You subscribe to the events `initiated`, `ringing`, `answered` and `completed`; the API also has `ringing_forwarded` and
 *   `ringing_queued`.
 * - The callback of a phone number reports `completed` or `failed`. Its documented fields are `CallSid`, `AccountSid`, `From`,
 *   `To`, `Timestamp`, `CallStatus`, `CallDuration` and `AudioInMos`.
 * - Documented as optional: `CallDuration`, `CallerName`, `ForwardedFrom`, `ParentCallSid`, `RecordingDuration`, `RecordingSid`,
 *   `RecordingUrl`, `SipInviteResultPhrase`, `SipResultCode`.
 * - `SequenceNumber` and the `Audio…` fields are missing from real callbacks, although SignalWire documents them as required. It
 *   does not document the units of the `Audio…` fields.
 *
 * Source: cXML voice overview; Compatibility API, calls and incoming phone numbers; real callbacks (values of `HangupDirection`).
 *
 * @example
 * ```ts
 * @Post('calls/status')
 * status(@WebhookPayload() call: CallStatusCallback) {
 *   if (call.CallStatus === 'completed') save(call.CallSid, readSeconds(call.CallDuration));
 * }
 * ```
 *
 * @publicApi
 */
export interface CallStatusCallback extends VoiceWebhook {
  /** Source of the callback: `call-progress-events`. */
  readonly CallbackSource?: OpenEnum<'call-progress-events'>;
  /** Length of the call in seconds. Only in the callback of a completed call. Read it with `readSeconds`. */
  readonly CallDuration?: string;
  /** Name of the caller. */
  readonly CallerName?: string;
  /** Number that forwarded the call, such as `+15550001111`. */
  readonly ForwardedFrom?: string;
  /** Party that ended the call, such as a SIP URI. */
  readonly HangupBy?: string;
  /** Direction of the hangup: `inbound` or `outbound`. */
  readonly HangupDirection?: OpenEnum<'inbound' | 'outbound'>;
  /** Length of the recording in seconds. Read it with `readSeconds`. */
  readonly RecordingDuration?: string;
  /** ID of the recording: a UUID. */
  readonly RecordingSid?: string;
  /** URL of the recording. */
  readonly RecordingUrl?: string;
  /** Position among the callbacks of the call: an integer from 0. Read it with `readInteger`. */
  readonly SequenceNumber?: string;
  /** Phrase of the response to the SIP INVITE, such as `OK`. */
  readonly SipInviteResultPhrase?: string;
  /** SIP response code, such as `200`, `486` or `487`. */
  readonly SipResultCode?: string;
  /** Time of the event in RFC 2822, with a time zone: `Thu, 04 Apr 2024 18:32:15 +0000`. Read it with `readTimestamp`. */
  readonly Timestamp?: string;
  /** Average packet time (ptime) of the inbound audio: an integer. */
  readonly AudioInAveragePtime?: string;
  /** Number of DTMF packets of the inbound audio. */
  readonly AudioInDtmfPacketCount?: string;
  /** Number of flushed packets of the inbound audio. */
  readonly AudioInFlushPacketCount?: string;
  /** Largest jitter variance of the inbound audio: an integer. */
  readonly AudioInJitterMaxVariance?: string;
  /** Smallest jitter variance of the inbound audio: an integer. */
  readonly AudioInJitterMinVariance?: string;
  /** Largest size of the jitter buffer of the inbound audio: an integer. */
  readonly AudioInLargestJbSize?: string;
  /** Number of media packets of the inbound audio. */
  readonly AudioInMediaPacketCount?: string;
  /** Mean opinion score of the inbound audio: a decimal, such as `4.3`. Read it with `readNumber`. */
  readonly AudioInMos?: string;
  /** Number of skipped packets of the inbound audio. */
  readonly AudioInSkipPacketCount?: string;
  /** Number of DTMF packets of the outbound audio. */
  readonly AudioOutDtmfPacketCount?: string;
  /** Number of media packets of the outbound audio. */
  readonly AudioOutMediaPacketCount?: string;
}
