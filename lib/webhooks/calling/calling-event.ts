import type { CallCollectEvent } from './collect.js';
import type { CallingConferenceEvent } from './conference.js';
import type { CallConnectEvent } from './connect.js';
import type { CallDetectEvent } from './detect.js';
import type { CallFaxEvent } from './fax.js';
import type { CallPayEvent } from './pay.js';
import type { CallPlayEvent } from './play.js';
import type { CallQueueEvent } from './queue.js';
import type { CallRecordEvent } from './record.js';
import type { CallReferEvent } from './refer.js';
import type { CallStateEvent } from './state.js';
import type { CallStreamEvent } from './stream.js';
import type { CallTapEvent } from './tap.js';
import type { CallingTranscriptEvent } from './transcript.js';

/**
 * Every documented `calling.*` event; `event_type` tells them apart.
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
 * The `event_type` of every calling event that is known here.
 *
 * @publicApi
 */
export type CallingEventType = CallingEvent['event_type'];
