import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `detect_machine`.
 *
 * Source: SWML `detect_machine`.
 *
 * @publicApi
 */
export interface CallDetectEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.detect';
  readonly params?: CallingEventParams & {
    readonly detect?: {
      readonly type?: OpenEnum<'machine' | 'fax'>;
      readonly params?: {
        readonly event?: OpenEnum<'HUMAN' | 'MACHINE' | 'UNKNOWN' | 'READY' | 'NOT_READY' | 'finished'>;
        readonly beep?: boolean;
      };
    };
  };
}
