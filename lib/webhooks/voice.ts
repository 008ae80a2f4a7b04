import type { OpenEnum } from './open-enum.js';

/**
 * `CallStatus`: how far the call is.
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
 * `RecordingStatus`: how far the recording is.
 *
 * @publicApi
 */
export type RecordingStatus = OpenEnum<'in-progress' | 'completed' | 'absent' | 'failed'>;

/**
 * `RecordingSource`: what started the recording.
 *
 * @publicApi
 */
export type RecordingSource = OpenEnum<
  | 'DialVerb'
  | 'Conference'
  | 'OutBoundApi'
  | 'Trunking'
  | 'RecordVerb'
  | 'StartCallRecordingApi'
  | 'StartConferenceRecording'
>;

/**
 * `TranscriptionStatus`: how the transcription ended.
 *
 * @publicApi
 */
export type TranscriptionStatus = OpenEnum<'completed' | 'failed'>;

/**
 * `DialCallStatus`: how the dialled call ended.
 *
 * @publicApi
 */
export type DialCallStatus = OpenEnum<
  'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled'
>;

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
 * `ReferCallStatus`: how the transfer ended.
 *
 * @publicApi
 */
export type ReferCallStatus = OpenEnum<'in-progress' | 'busy' | 'no-answer' | 'canceled' | 'failed'>;

/**
 * `StatusCallbackEvent` of a conference.
 *
 * @publicApi
 */
export type ConferenceEvent = OpenEnum<
  | 'conference-start'
  | 'conference-end'
  | 'participant-join'
  | 'participant-leave'
  | 'participant-mute'
  | 'participant-unmute'
  | 'participant-hold'
  | 'participant-unhold'
  | 'participant-speech-start'
  | 'participant-speech-stop'
>;

/**
 * `StreamEvent`: what happened to a stream.
 *
 * @publicApi
 */
export type StreamEvent = OpenEnum<'stream-started' | 'stream-stopped' | 'stream-error'>;

/**
 * `StreamTrack`: whose audio is streamed.
 *
 * @publicApi
 */
export type StreamTrack = OpenEnum<'inbound_track' | 'outbound_track' | 'both_tracks'>;

/**
 * `StreamError`: why a stream failed.
 *
 * @publicApi
 */
export type StreamError = OpenEnum<
  | 'invalid_url'
  | 'missing_url'
  | 'invalid_track'
  | 'codec_error'
  | 'connection_refused'
  | 'connection_refused_timeout_or_ssl_error'
  | 'general_error'
  | 'Duplicated stream ID'
  | 'Duplicated stream name'
>;

/**
 * `Result`: how a payment ended.
 *
 * @publicApi
 */
export type PayResult = OpenEnum<
  | 'success'
  | 'too-many-failed-attempts'
  | 'payment-connector-error'
  | 'caller-interrupted-with-star'
  | 'caller-hung-up'
  | 'validation-error'
  | 'internal-error'
>;

/**
 * `For`: the step that a payment is at.
 *
 * @publicApi
 */
export type PayStep = OpenEnum<
  | 'payment-card-number'
  | 'expiration-date'
  | 'security-code'
  | 'postal-code'
  | 'bank-routing-number'
  | 'bank-account-number'
  | 'payment-processing'
>;

/**
 * `ErrorType`: why a step of a payment has to be repeated.
 *
 * @publicApi
 */
export type PayErrorType = OpenEnum<
  | 'input-timeout'
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code'
  | 'invalid-postal-code'
  | 'invalid-bank-routing-number'
  | 'invalid-bank-account-number'
  | 'session-in-progress'
>;

/**
 * `VirtualAgentStatus`: how the virtual agent ended.
 *
 * @publicApi
 */
export type VirtualAgentStatus = OpenEnum<'failed' | 'transfer'>;

/**
 * `SmsStatus`: what became of a message that the `<Sms>` verb sent.
 *
 * @publicApi
 */
export type SmsStatus = OpenEnum<'sending' | 'invalid' | 'sent' | 'failed'>;

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
  /** Of calls to a domain application. */
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
  /** Seconds; only of completed calls. Read it with `readSeconds`. */
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

/**
 * Reports a recording's progress: `recordingStatusCallback` of `<Record>`, `<Dial>` and `<Conference>`, or
 * `RecordingStatusCallback` of the API.
 *
 * Source: Compatibility API, calls.
 *
 * @publicApi
 */
export interface RecordingStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  readonly RecordingSid?: string;
  readonly RecordingUrl?: string;
  readonly RecordingStatus?: RecordingStatus;
  /** Seconds. */
  readonly RecordingDuration?: string;
  /** An integer. */
  readonly RecordingChannels?: string;
  readonly RecordingSource?: RecordingSource;
}

/**
 * Delivers a recording's text: the `transcribeCallback` of `<Record>`.
 *
 * Source: Compatibility API, transcriptions; cXML `<Record>`.
 *
 * @publicApi
 */
export interface TranscriptionCallback extends VoiceWebhook {
  readonly TranscriptionSid?: string;
  readonly TranscriptionText?: string;
  readonly TranscriptionStatus?: TranscriptionStatus;
  readonly TranscriptionUrl?: string;
  readonly RecordingSid?: string;
  readonly RecordingUrl?: string;
}

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
 * Asks what to do after a recording: the `action` of `<Record>`.
 *
 * Source: cXML `<Record>`.
 *
 * @publicApi
 */
export interface RecordAction extends VoiceWebhook {
  readonly RecordingUrl?: string;
  /** Seconds. */
  readonly RecordingDuration?: string;
  /** The key that ended the recording. */
  readonly Digits?: string;
}

/**
 * Asks what to do after a dialled call: the `action` of `<Dial>`.
 *
 * Source: cXML `<Dial>` and `<Sip>`.
 *
 * @publicApi
 */
export interface DialAction extends VoiceWebhook {
  readonly DialCallSid?: string;
  readonly DialCallStatus?: DialCallStatus;
  /** Seconds. */
  readonly DialCallDuration?: string;
  readonly RecordingUrl?: string;
  /** Of `<Sip>`. */
  readonly DialSipCallId?: string;
  /** Of `<Sip>`. */
  readonly DialSipResponseCode?: string;
  /** Headers of the answer to the SIP INVITE. */
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
  /** SignalWire's spelling. */
  readonly DequeingCallSid?: string;
  readonly QueueSid?: string;
  /** Seconds. */
  readonly QueueTime?: string;
}

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
 * Reports what happens in a conference: the `statusCallback` of `<Conference>`.
 *
 * Source: cXML `<Conference>`.
 *
 * @publicApi
 */
export interface ConferenceStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  readonly ConferenceSid?: string;
  /** Seconds. */
  readonly Duration?: string;
  /** `true` or `false`. Read it with `readBoolean`. */
  readonly EndConferenceOnExit?: string;
  readonly EventName?: string;
  readonly FriendlyName?: string;
  /** `true` or `false`. */
  readonly Hold?: string;
  /** `true` or `false`. */
  readonly Muted?: string;
  /** Bytes. */
  readonly RecordingFileSize?: string;
  readonly RecordingUrl?: string;
  /** `true` or `false`. */
  readonly StartConferenceOnEnter?: string;
  readonly StatusCallbackEvent?: ConferenceEvent;
  /** RFC 2822. */
  readonly Timestamp?: string;
}

/**
 * Reports a media stream's start, end or fault: the `statusCallback` of `<Stream>`.
 *
 * Source: cXML `<Stream>`.
 *
 * @publicApi
 */
export interface StreamStatusCallback {
  readonly AccountSid?: string;
  readonly CallSid?: string;
  readonly ConferenceSid?: string;
  readonly StreamSid?: string;
  readonly StreamName?: string;
  readonly StreamEvent?: StreamEvent;
  readonly StreamError?: StreamError;
  readonly StreamTrack?: StreamTrack;
  /** ISO 8601. */
  readonly Timestamp?: string;
  readonly 'Unique-ID'?: string;
}

/**
 * What the two webhooks of `<Pay>` tell of the card or the account.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayWebhook extends VoiceWebhook {
  readonly PaymentMethod?: string;
  /** Masked. */
  readonly PaymentCardNumber?: string;
  readonly PaymentCardType?: string;
  readonly PaymentCardPostalCode?: string;
  /** MMYY. */
  readonly ExpirationDate?: string;
  readonly SecurityCode?: string;
}

/**
 * Asks what to do after a payment: the `action` of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayAction extends PayWebhook {
  readonly Result?: PayResult;
  readonly PaymentToken?: string;
  readonly ProfileId?: string;
  readonly PaymentConfirmationCode?: string;
  readonly BankAccountNumber?: string;
  readonly BankRoutingNumber?: string;
  readonly PaymentError?: string;
  readonly PayErrorCode?: string;
  readonly ConnectorError?: string;
}

/**
 * Reports each step of a payment: the `statusCallback` of `<Pay>`.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayStatusCallback extends PayWebhook {
  readonly For?: PayStep;
  /** An integer. */
  readonly Attempt?: string;
  readonly ErrorType?: PayErrorType;
}

/**
 * Asks your payment processor to charge or to tokenize: the `paymentConnectorUrl` of `<Pay>`. JSON; it holds the
 * caller's card data in clear, so keep it out of logs.
 *
 * Source: cXML `<Pay>`.
 *
 * @publicApi
 */
export interface PayConnectorRequest {
  readonly transaction_id?: string;
  readonly method?: string;
  readonly cardnumber?: string;
  readonly cvv?: string;
  readonly postal_code?: string;
  readonly description?: string;
  readonly chargeAmount?: unknown;
  readonly token_type?: string;
  readonly expiry_month?: unknown;
  readonly expiry_year?: unknown;
  readonly currency_code?: string;
  readonly parameters?: unknown;
}

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

/**
 * Tells what became of a message that a call has sent: the `action` and the `statusCallback` of `<Sms>`.
 *
 * Source: cXML `<Sms>`.
 *
 * @publicApi
 */
export interface SmsCallback extends VoiceWebhook {
  readonly SmsSid?: string;
  readonly SmsStatus?: SmsStatus;
}
