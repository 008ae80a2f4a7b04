import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `prompt`.
 *
 * Source: SWML `prompt`.
 *
 * @publicApi
 */
export interface CallCollectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.collect';
  readonly params?: CallCollectEventParams;
}

/**
 * The `params` of {@link CallCollectEvent}.
 *
 * @publicApi
 */
export interface CallCollectEventParams extends CallingEventParams {
  readonly result?: {
    readonly type?: OpenEnum<
      'digit' | 'speech' | 'no_input' | 'no_match' | 'start_of_input' | 'finished' | 'error'
    >;
    readonly params?: {
      readonly digits?: string;
      readonly terminator?: string;
      readonly text?: string;
      readonly confidence?: number;
    };
  };
  readonly final?: boolean;
  readonly state?: OpenEnum<'collecting' | 'finished' | 'error'>;
}
