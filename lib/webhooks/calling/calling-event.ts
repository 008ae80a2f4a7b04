import type {
  CallConnectEvent,
  CallingTranscriptEvent,
  CallReferEvent,
  CallStateEvent,
} from './call-events.js';
import type { CallingConferenceEvent } from './conference-event.js';
import type {
  CallCollectEvent,
  CallDetectEvent,
  CallFaxEvent,
  CallPlayEvent,
  CallRecordEvent,
  CallStreamEvent,
  CallTapEvent,
} from './media-events.js';
import type { CallPayEvent } from './pay-event.js';
import type { CallQueueEvent } from './queue-event.js';

/**
 * Any documented `calling.*` event; `event_type` distinguishes them.
 *
 * @example
 * ```ts
 * const stateOf = (event: CallingEvent) =>
 *   event.event_type === 'calling.call.state' ? event.params?.call_state : undefined;
 * ```
 *
 * @publicApi
 */
export type CallingEvent =
  | CallStateEvent
  | CallConnectEvent
  | CallStreamEvent
  | CallDetectEvent
  | CallingConferenceEvent
  | CallRecordEvent
  | CallPlayEvent
  | CallCollectEvent
  | CallTapEvent
  | CallReferEvent
  | CallFaxEvent
  | CallQueueEvent
  | CallPayEvent
  | CallingTranscriptEvent;

/**
 * The `event_type` of each documented calling event.
 *
 * @publicApi
 */
export type CallingEventType = CallingEvent['event_type'];
