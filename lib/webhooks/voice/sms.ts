import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

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
