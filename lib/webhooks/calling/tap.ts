import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `tap`.
 *
 * Source: SWML `tap`.
 *
 * @publicApi
 */
export interface CallTapEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.tap';
  readonly params?: CallingEventParams & {
    readonly state?: OpenEnum<'tapping' | 'finished'>;
    readonly tap?: { readonly type?: string; readonly params?: { readonly direction?: string } };
    readonly device?: {
      readonly type?: string;
      readonly params?: {
        readonly addr?: string;
        readonly port?: number;
        readonly codec?: string;
        readonly ptime?: number;
        readonly uri?: string;
      };
    };
  };
}
