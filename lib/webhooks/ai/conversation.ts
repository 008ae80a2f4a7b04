import type { JsonObject, OpenEnum } from '../types.js';

/**
 * `conversation_type`: whether the agent speaks (`voice`) or writes (`chat`, as AI Chat does).
 *
 * @publicApi
 */
export type AiConversationType = OpenEnum<'voice' | 'chat'>;

/**
 * The call that an AI callback is about.
 *
 * @publicApi
 */
export interface AiCallInfo {
  /** ID of the project: a UUID. Documented as optional. */
  readonly project_id?: string;
  /** ID of the space: a UUID. Documented as optional. */
  readonly space_id?: string;
  /** ID of the call: a UUID. */
  readonly call_id?: string;
  /** Content type of the payload: `text/json`. */
  readonly content_type?: string;
  /** Purpose of the payload: `post_data`. */
  readonly content_disposition?: string;
  /** Type of the conversation, such as `voice`. */
  readonly conversation_type?: AiConversationType;
}

/**
 * One entry in the log of a conversation.
 *
 * @publicApi
 */
export interface AiCallLogEntry {
  /** Author of the text, such as `assistant`. */
  readonly role?: OpenEnum<'system' | 'user' | 'assistant'>;
  /** Text of the entry. */
  readonly content?: string;
  /** Time of the entry in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. Documented as optional. */
  readonly timestamp?: number;
  /** Calls of functions. Documented as optional. */
  readonly tool_calls?: readonly JsonObject[];
}

/**
 * The timing of one response of the agent. SignalWire does not document the units of the times. In its example, `avg_tps` is
 * `tokens` divided by `answer_time`.
 *
 * @publicApi
 */
export interface AiResponseTiming {
  /** Text of the response. */
  readonly response?: string;
  /** Number of words of the response. */
  readonly response_word_count?: number;
  /** Time of the answer, such as `1.42`. */
  readonly answer_time?: number;
  /** Time of the tokens, such as `0.31`. */
  readonly token_time?: number;
  /** Number of tokens of the response. */
  readonly tokens?: number;
  /** Average number of tokens per second, such as `37.3`. */
  readonly avg_tps?: number;
  /** Number of tokens per second, such as `41.2`. */
  readonly tps?: number;
}

/**
 * Reports an event of an AI sidecar, which listens to a call. JSON.
 *
 * Source: SignalWire REST webhooks, AI sidecar.
 *
 * @example
 * ```ts
 * @Post('sidecar')
 * observed(@WebhookPayload() { sidecar_event }: AiSidecarCallback) {
 *   if (sidecar_event.type === 'error') report(sidecar_event.tick_id);
 * }
 * ```
 *
 * @publicApi
 */
export interface AiSidecarCallback {
  /** The call. */
  readonly call_info?: AiCallInfo;
  /** The event. */
  readonly sidecar_event: AiSidecarEvent;
}

/**
 * An event of an AI sidecar.
 *
 * @publicApi
 */
export interface AiSidecarEvent {
  /** Type of the event, such as `insight` or `tool_call`. */
  readonly type?: OpenEnum<
    | 'start'
    | 'turn'
    | 'request'
    | 'thought'
    | 'insight'
    | 'skip'
    | 'tool_call'
    | 'tool_result'
    | 'action'
    | 'global_data_change'
    | 'history_pruned'
    | 'error'
    | 'ask_request'
    | 'ask_answer'
    | 'stop'
    | 'final'
  >;
  /** Time of the event in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly ts?: number;
  /** ID of the tick: an integer. */
  readonly tick_id?: number;
  /** The call that the sidecar listens to. */
  readonly channel_data?: AiSidecarChannelData;
}

/**
 * The call that an AI sidecar listens to. All fields are documented as optional.
 *
 * @publicApi
 */
export interface AiSidecarChannelData {
  /** ID of the call. */
  readonly call_id?: string;
  /** Name of the caller, such as `Jane Doe`. */
  readonly caller_id_name?: string;
  /** Number of the caller, such as `+15555550100`. */
  readonly caller_id_number?: string;
  /** Called number, such as `+15555550199`. */
  readonly destination_number?: string;
}

/**
 * Delivers one utterance of a call: the `webhook` of `live_transcribe` and `live_translate`. JSON.
 *
 * Source: SignalWire documents neither the payload nor whether it is signed. These are the fields that a published application
 * reads, so the type is open: any other field is `unknown`.
 *
 * @example
 * ```ts
 * @Post('transcript')
 * heard(@WebhookPayload() { utterance }: LiveUtteranceCallback) {
 *   save(utterance.role, utterance.content, readEpoch(utterance.timestamp, 'microseconds'));
 * }
 * ```
 *
 * @publicApi
 */
export interface LiveUtteranceCallback extends JsonObject {
  /** The utterance. */
  readonly utterance: LiveUtterance;
  /** Confidence of the speech recognition, from 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  /** The call. The application reads `call_id` alone. */
  readonly call_info?: AiCallInfo;
  /** Data of the call. */
  readonly channel_data?: JsonObject & {
    /** Variables of the SWML document. */
    readonly SWMLVars?: JsonObject;
  };
}

/**
 * One utterance of a call. The type is open, like {@link LiveUtteranceCallback}.
 *
 * @publicApi
 */
export interface LiveUtterance extends JsonObject {
  /** Party that speaks: `remote-caller` or `local-caller`. */
  readonly role?: OpenEnum<'remote-caller' | 'local-caller'>;
  /** Text of the utterance. */
  readonly content?: string;
  /** Confidence of the speech recognition, from 0 to 1. Read it with `readConfidence`. */
  readonly confidence?: number;
  /** Time of the utterance in Unix microseconds. Read it with `readEpoch(…, 'microseconds')`. */
  readonly timestamp?: number;
  /** Language of the utterance, such as `en-US`. */
  readonly lang?: string;
  /** Number of tokens of the utterance. */
  readonly tokens?: number;
}
