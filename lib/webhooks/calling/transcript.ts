import type { CallingEventEnvelope, CallingEventParams } from './envelope.js';

/**
 * Reports that a call's transcript is finished or has failed.
 *
 * Source: SignalWire REST webhooks, transcribe status callback.
 *
 * @publicApi
 */
export interface CallingTranscriptEvent extends CallingEventEnvelope {
  readonly event_type: 'calling.transcript.completed' | 'calling.transcript.failed';
  readonly params?: CallingEventParams & {
    readonly id?: string;
    readonly text?: string;
  };
}
