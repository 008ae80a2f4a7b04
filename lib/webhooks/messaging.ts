import type { OpenEnum } from './types.js';

/**
 * `MessageStatus`: the state of the message. `delivered`, `undelivered` and `failed` are final; MMS never reach `delivered`.
 * `initiated` is in the reference of the REST API only.
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
 * The fields that any cXML message request may carry.
 *
 * Source: cXML messaging overview; guide to mustache templates (`SmsSid`, `NumSegments`); real requests (`SmsMessageSid`).
 *
 * @publicApi
 */
export interface MessageWebhook {
  /** ID of the project: a UUID. */
  readonly AccountSid?: string;
  /** ID of the message: a UUID. */
  readonly MessageSid?: string;
  /** ID of the message. It repeats `MessageSid`. */
  readonly SmsSid?: string;
  /** ID of the message. It repeats `MessageSid`. */
  readonly SmsMessageSid?: string;
  /** Sender: an E.164 number, such as `+15551234567`. */
  readonly From?: string;
  /** Recipient: an E.164 number, such as `+15559876543`. */
  readonly To?: string;
  /** Text of the message. */
  readonly Body?: string;
  /** Number of media files, from `0`. `readMedia` lists the files; `readInteger` reads the number. */
  readonly NumMedia?: string;
  /** Number of segments of the message. Read it with `readInteger`. */
  readonly NumSegments?: string;
}

/**
 * Asks what to do with an inbound message: the URL of a phone number. `readMedia` lists its media.
 *
 * Source: cXML messaging overview; `APIVersion`: guide to mustache templates.
 *
 * @example
 * ```ts
 * @Post('messages')
 * inbound(@WebhookPayload() message: InboundMessage) {
 *   return `<Response><Message>You sent ${readMedia(message).length} files.</Message></Response>`;
 * }
 * ```
 *
 * @publicApi
 */
export interface InboundMessage extends MessageWebhook {
  /** Version of the API. */
  readonly APIVersion?: string;
  /** URL of a media file, counted from `MediaUrl0`. Only in messages with media. Read them with `readMedia`. */
  readonly [url: `MediaUrl${number}`]: string | undefined;
  /** Content type of a media file, counted from `MediaContentType0`. Only in messages with media. */
  readonly [contentType: `MediaContentType${number}`]: string | undefined;
}

/**
 * Reports the status of an SMS, MMS or WhatsApp message: the `StatusCallback` of the Messages API, and the `action` of
 * `<Message>`.
 *
 * Source: Compatibility API, messages; cXML `<Message>`.
 *
 * @example
 * ```ts
 * @Post('messages/status')
 * status(@WebhookPayload() { MessageSid, MessageStatus, ErrorCode }: MessageStatusCallback) {
 *   if (MessageStatus === 'undelivered' || MessageStatus === 'failed') report(MessageSid, ErrorCode);
 * }
 * ```
 *
 * @publicApi
 */
export interface MessageStatusCallback extends MessageWebhook {
  /**
   * State of the message, such as `sent`, `undelivered` or `failed`: {@link MessageStatus} has all values. MMS never reach
   * `delivered`.
   */
  readonly MessageStatus?: MessageStatus;
  /** Error code, such as `30003`. Documented as optional, unlike the other fields. */
  readonly ErrorCode?: string;
}
