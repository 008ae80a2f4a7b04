import type { OpenEnum } from './types.js';

/**
 * `MessageStatus`: the state of the message.
 *
 * @publicApi
 */
export type MessageStatus = OpenEnum<
  | 'queued'
  | 'initiated'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'receiving'
  | 'received'
>;

/**
 * What every cXML message request may carry.
 *
 * Source: cXML messaging overview; `SmsSid` and `SmsMessageSid` are not documented, but seen in requests.
 *
 * @publicApi
 */
export interface MessageWebhook {
  /** The id of the project. */
  readonly AccountSid?: string;
  readonly MessageSid?: string;
  /** Repeats `MessageSid`. */
  readonly SmsSid?: string;
  /** Repeats `MessageSid`. */
  readonly SmsMessageSid?: string;
  readonly From?: string;
  readonly To?: string;
  readonly Body?: string;
  /** An integer. */
  readonly NumMedia?: string;
  /** An integer. */
  readonly NumSegments?: string;
}

/**
 * Asks what to do with an inbound message: the URL of a phone number. `readMedia` lists its media.
 *
 * Source: cXML messaging overview.
 *
 * @publicApi
 */
export interface InboundMessage extends MessageWebhook {
  readonly APIVersion?: string;
  readonly [url: `MediaUrl${number}`]: string | undefined;
  readonly [contentType: `MediaContentType${number}`]: string | undefined;
}

/**
 * Reports the status of an SMS, MMS or WhatsApp message: the `StatusCallback` of the Messages API, and the `action` of
 * `<Message>`.
 *
 * Source: Compatibility API, messages; cXML `<Message>`.
 *
 * @publicApi
 */
export interface MessageStatusCallback extends MessageWebhook {
  /** MMS never reach `delivered`. */
  readonly MessageStatus?: MessageStatus;
  readonly ErrorCode?: string;
}
