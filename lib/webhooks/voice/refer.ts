import type { OpenEnum } from '../open-enum.js';
import type { VoiceWebhook } from './voice-webhook.js';

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
