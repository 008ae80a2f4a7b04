import type { JsonObject, OpenEnum } from './types.js';

/**
 * What kind of line the call uses.
 *
 * @publicApi
 */
export type SwmlDeviceType = OpenEnum<'sip' | 'phone' | 'webrtc'>;

/**
 * Asks for the SWML document of a call: the URL of a SWML resource or phone number, and the `wait_url` of `join_conference`.
 * JSON.
 *
 * Source: SignalWire REST webhooks, inbound call.
 *
 * @publicApi
 */
export interface SwmlCallRequest {
  readonly call: SwmlCall;
  readonly vars?: JsonObject;
  readonly envs?: JsonObject;
  readonly params?: JsonObject;
}

/**
 * The call that an SWML document is requested for.
 *
 * @publicApi
 */
export interface SwmlCall {
  readonly call_id?: string;
  /** May carry a region: `<uuid>@us-west`. */
  readonly node_id?: string;
  readonly segment_id?: string;
  readonly tag?: string;
  readonly call_state?: OpenEnum<'created' | 'ringing' | 'answered' | 'ended'>;
  readonly direction?: OpenEnum<'inbound' | 'outbound'>;
  readonly type?: SwmlDeviceType;
  /** An E.164 number or a SIP URI. */
  readonly from?: string;
  /** An E.164 number or a SIP URI. */
  readonly to?: string;
  readonly from_number?: string;
  readonly to_number?: string;
  readonly dial_winner?: OpenEnum<'true'>;
  /** The SIP headers of the call. */
  readonly headers?: readonly {
    readonly name?: string;
    readonly value?: string;
  }[];
  /** The call that this one was started from. */
  readonly parent?: {
    readonly device_type?: SwmlDeviceType;
    readonly call_id?: string;
    readonly node_id?: string;
  };
  /** The call that this one is connected to. */
  readonly peer?: {
    readonly call_id?: string;
    readonly node_id?: string;
  };
  /** The SIP data of the call. */
  readonly sip_data?: {
    readonly sip_req_host?: string;
    readonly sip_req_uri?: string;
    readonly sip_req_user?: string;
    readonly sip_from_host?: string;
    readonly sip_from_uri?: string;
    readonly sip_from_user?: string;
    readonly sip_to_host?: string;
    readonly sip_to_uri?: string;
    readonly sip_to_user?: string;
    readonly sip_contact_user?: string;
    readonly sip_contact_port?: string;
    readonly sip_contact_uri?: string;
    readonly sip_contact_host?: string;
    readonly sip_contact_params?: JsonObject;
  };
  readonly project_id?: string;
  readonly space_id?: string;
}

/**
 * Asks for the SWML document of an inbound message. JSON.
 *
 * Source: SignalWire REST webhooks, inbound message.
 *
 * @publicApi
 */
export interface SwmlMessageRequest {
  readonly message: SwmlMessage;
  readonly vars?: JsonObject;
  readonly params?: JsonObject;
}

/**
 * The message that an SWML document is requested for.
 *
 * @publicApi
 */
export interface SwmlMessage {
  readonly message_id?: string;
  readonly project_id?: string;
  readonly space_id?: string;
  readonly direction?: OpenEnum<'inbound'>;
  readonly type?: OpenEnum<'sms' | 'mms'>;
  readonly from?: string;
  readonly to?: string;
  readonly body?: string | null;
  /** The files that came with the message. */
  readonly media?: readonly {
    readonly url?: string;
    readonly content_type?: string;
    /** Bytes. */
    readonly size?: number;
  }[];
  readonly segments?: number;
  /** ISO 8601. */
  readonly timestamp?: string;
}

/**
 * The state of a message.
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
 * @publicApi
 */
export interface SwmlMessageStatusCallback {
  readonly id?: string;
  readonly project_id?: string;
  readonly status?: SwmlMessageStatus;
  readonly to?: string;
  readonly from?: string;
  readonly body?: string;
  readonly number_of_segments?: number;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly error_code?: string | null;
  readonly error_message?: string | null;
  readonly custom_variables?: Readonly<Record<string, string>>;
}
