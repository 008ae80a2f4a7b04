import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

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
