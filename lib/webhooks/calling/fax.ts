import type { OpenEnum } from '../open-enum.js';
import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * The `status_url` of `receive_fax` and of `send_fax`.
 *
 * Source: SWML `receive_fax` and `send_fax`.
 *
 * @publicApi
 */
export interface CallFaxEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.call.fax';
  readonly params?: CallingEventParams & {
    readonly fax?: {
      readonly type?: OpenEnum<'page' | 'finished'>;
      readonly params?: {
        readonly direction?: OpenEnum<'send' | 'receive'>;
        /** Pages only. */
        readonly number?: number;
        readonly identity?: string;
        readonly remote_identity?: string;
        /** The URL of the document. */
        readonly document?: string;
        readonly pages?: number;
        readonly success?: boolean;
        readonly result?: number;
        readonly result_text?: string;
        readonly format?: OpenEnum<'pdf'>;
      };
    };
  };
}
