import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The status callback of a media stream.
 *
 * Source: SWML `connect`; SignalWire REST webhooks, stream status callback.
 *
 * @publicApi
 */
export interface CallStreamEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.stream';
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'streaming' | 'finished'>;
    readonly url?: string;
    readonly name?: string;
  };
}
