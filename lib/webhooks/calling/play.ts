import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `play`.
 *
 * Source: SWML `play`.
 *
 * @publicApi
 */
export interface CallPlayEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.play';
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'playing' | 'paused' | 'finished' | 'error'>;
  };
}
