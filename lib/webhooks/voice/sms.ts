import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

/**
 * `SmsStatus`: what became of a message that the `<Sms>` verb sent.
 *
 * @publicApi
 */
export type SmsStatus = OpenEnum<'sending' | 'invalid' | 'sent' | 'failed'>;

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
