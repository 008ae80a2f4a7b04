import type { JsonObject, OpenEnum } from './types.js';

/**
 * Device type of a call.
 *
 * @publicApi
 */
export type SwmlDeviceType = OpenEnum<'sip' | 'phone' | 'webrtc'>;

/**
 * Asks for the SWML document of a call: the URL of a SWML resource or phone number, and the `wait_url` of `join_conference`.
 * JSON.
 *
 * A request captured in 2023 has `call` and `vars` only, although SignalWire documents all fields as required.
 *
 * Source: SignalWire REST webhooks, inbound call.
 *
 * @example
 * ```ts
 * @Post('swml')
 * answer(@WebhookPayload() { call }: SwmlCallRequest) {
 *   return { version: '1.0.0', sections: { main: [{ play: `say:You called ${call.to ?? 'us'}` }] } };
 * }
 * ```
 *
 * @publicApi
 */
export interface SwmlCallRequest {
  /** The call that needs a document. */
  readonly call: SwmlCall;
  /** Variables, such as `{ user_selection: '1' }`. */
  readonly vars?: JsonObject;
  /** Environment variables, such as `{ case_number: '54321' }`. They may contain secrets, so keep them out of logs. */
  readonly envs?: JsonObject;
  /** Parameters, such as `{ department: 'sales' }`. */
  readonly params?: JsonObject;
}

/**
 * The call that an SWML document is requested for.
 *
 * Documented as optional: `tag`, `from_number`, `to_number`, `dial_winner`, `parent`, `peer`, `sip_data`. A request captured in
 * 2023 has no `headers` either.
 *
 * @publicApi
 */
export interface SwmlCall {
  /** ID of the call: a UUID. */
  readonly call_id?: string;
  /** ID of the node: a UUID, which a region may follow (`<uuid>@us-west`). */
  readonly node_id?: string;
  /** ID of the segment of the call: a UUID. */
  readonly segment_id?: string;
  /** Tag of the call, such as `support-queue`. */
  readonly tag?: string;
  /** State of the call, such as `created`. */
  readonly call_state?: OpenEnum<'created' | 'ringing' | 'answered' | 'ended'>;
  /** Direction of the call: `inbound` or `outbound`. */
  readonly direction?: OpenEnum<'inbound' | 'outbound'>;
  /** Device type of the call: `sip`, `phone` or `webrtc`. */
  readonly type?: SwmlDeviceType;
  /** Caller: an E.164 number or a SIP URI. */
  readonly from?: string;
  /** Called party: an E.164 number or a SIP URI. */
  readonly to?: string;
  /** Number of the caller, such as `+12223334444`. */
  readonly from_number?: string;
  /** Called number, such as `+12223334445`. */
  readonly to_number?: string;
  /** Whether the call is the winner of a dial: the text `true`, or absent. */
  readonly dial_winner?: OpenEnum<'true'>;
  /** Headers of the call. */
  readonly headers?: readonly {
    /** Name of the header, such as `X-Custom-Header`. */
    readonly name?: string;
    /** Value of the header. */
    readonly value?: string;
  }[];
  /** Parent call. Absent from calls without a parent. */
  readonly parent?: {
    /** Device type of the parent call: `sip`, `phone` or `webrtc`. */
    readonly device_type?: SwmlDeviceType;
    /** ID of the parent call. */
    readonly call_id?: string;
    /** ID of the node of the parent call. */
    readonly node_id?: string;
  };
  /** Peer call. Absent from calls without a peer. */
  readonly peer?: {
    /** ID of the peer call. */
    readonly call_id?: string;
    /** ID of the node of the peer call. */
    readonly node_id?: string;
  };
  /** SIP data of the call. Absent from calls without SIP data. */
  readonly sip_data?: {
    /** Host of the request URI, such as `example.com`. */
    readonly sip_req_host?: string;
    /** Request URI without scheme, such as `destination@example.com`. */
    readonly sip_req_uri?: string;
    /** User of the request URI, such as `destination`. */
    readonly sip_req_user?: string;
    /** Host of the caller, such as `example.com`. */
    readonly sip_from_host?: string;
    /** URI of the caller without scheme, such as `user@example.com`. */
    readonly sip_from_uri?: string;
    /** User of the caller, such as `user`. */
    readonly sip_from_user?: string;
    /** Host of the called party, such as `example.com`. */
    readonly sip_to_host?: string;
    /** URI of the called party without scheme, such as `destination@example.com`. */
    readonly sip_to_uri?: string;
    /** User of the called party, such as `destination`. */
    readonly sip_to_user?: string;
    /** User of the contact, such as `user`. */
    readonly sip_contact_user?: string;
    /** Port of the contact as text, such as `5060`. Read it with `readInteger`. */
    readonly sip_contact_port?: string;
    /** URI of the contact without scheme, such as `user@192.168.1.100:5060`. */
    readonly sip_contact_uri?: string;
    /** Host of the contact, such as `192.168.1.100`. */
    readonly sip_contact_host?: string;
    /** Parameters of the contact. */
    readonly sip_contact_params?: JsonObject;
  };
  /** ID of the project: a UUID. */
  readonly project_id?: string;
  /** ID of the space: a UUID. */
  readonly space_id?: string;
}

/**
 * Asks for the SWML document of an inbound message. JSON.
 *
 * Source: SignalWire REST webhooks, inbound message.
 *
 * @example
 * ```ts
 * const mediaUrlsOf = ({ message }: SwmlMessageRequest) => message.media?.flatMap(({ url }) => url ?? []) ?? [];
 * ```
 *
 * @publicApi
 */
export interface SwmlMessageRequest {
  /** The message that needs a document. */
  readonly message: SwmlMessage;
  /** Variables, such as `{ request_result: 'success', reply_result: 'queued' }`. Documented as optional. */
  readonly vars?: JsonObject;
  /** Parameters. */
  readonly params?: JsonObject;
}

/**
 * The message that an SWML document is requested for.
 *
 * @publicApi
 */
export interface SwmlMessage {
  /** ID of the message: a UUID. */
  readonly message_id?: string;
  /** ID of the project: a UUID. */
  readonly project_id?: string;
  /** ID of the space: a UUID. */
  readonly space_id?: string;
  /** Direction of the message: `inbound`. */
  readonly direction?: OpenEnum<'inbound'>;
  /** Type of the message: `sms` or `mms`. */
  readonly type?: OpenEnum<'sms' | 'mms'>;
  /** Sender: an E.164 number, such as `+15551231234`. */
  readonly from?: string;
  /** Recipient: an E.164 number, such as `+15553214321`. */
  readonly to?: string;
  /** Text of the message, or `null`. */
  readonly body?: string | null;
  /** Media files of the message. Empty if there are none. */
  readonly media?: readonly {
    /** URL of the file. */
    readonly url?: string;
    /** Content type of the file, such as `image/jpeg`. */
    readonly content_type?: string;
    /** Size of the file in bytes. */
    readonly size?: number;
  }[];
  /** Number of segments of the message. */
  readonly segments?: number;
  /** Time of the message in ISO 8601, in UTC: `2024-01-15T10:30:00Z`. Read it with `readTimestamp`. */
  readonly timestamp?: string;
}

/**
 * State of a message. `delivered`, `undelivered`, `failed` and `read` are final.
 *
 * @publicApi
 */
export type SwmlMessageStatus = OpenEnum<
  'queued' | 'initiated' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read'
>;

/**
 * Reports the status of a message that SWML, RELAY or the Messaging API has sent. JSON.
 *
 * Source: SignalWire REST webhooks, message status callback.
 *
 * @example
 * ```ts
 * @Post('messages/status')
 * status(@WebhookPayload() { id, status, error_code }: SwmlMessageStatusCallback) {
 *   if (status === 'undelivered' || status === 'failed') report(id, error_code);
 * }
 * ```
 *
 * @publicApi
 */
export interface SwmlMessageStatusCallback {
  /** ID of the message: a UUID. */
  readonly id?: string;
  /** ID of the project: a UUID. */
  readonly project_id?: string;
  /** State of the message, such as `delivered` or `failed`: {@link SwmlMessageStatus} has all values. */
  readonly status?: SwmlMessageStatus;
  /** Recipient: an E.164 number, such as `+15551234567`. */
  readonly to?: string;
  /** Sender: an E.164 number, such as `+15559876543`. */
  readonly from?: string;
  /** Text of the message. */
  readonly body?: string;
  /** Number of segments of the message. */
  readonly number_of_segments?: number;
  /** Time of the event in ISO 8601, in UTC: `2026-03-17T22:26:57Z`. Read it with `readTimestamp`. */
  readonly timestamp?: string;
  /** Error code, or `null`. */
  readonly error_code?: string | null;
  /** Error message, or `null`. */
  readonly error_message?: string | null;
  /** Custom variables, such as `{ case_number: '54321' }`. Documented as optional. */
  readonly custom_variables?: Readonly<Record<string, string>>;
}
