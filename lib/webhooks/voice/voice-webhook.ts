import type { OpenEnum } from '../open-enum.js';

/**
 * `CallStatus`: the state of the call.
 *
 * @publicApi
 */
export type CallStatus = OpenEnum<
  | 'initiated'
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled'
>;

/**
 * `Direction`: who started the call.
 *
 * @publicApi
 */
export type CallDirection = OpenEnum<'inbound' | 'outbound-api' | 'outbound-dial'>;

/**
 * What every cXML voice request may carry.
 *
 * Source: cXML voice overview.
 *
 * @publicApi
 */
export interface VoiceWebhook {
  /** The id of the project. */
  readonly AccountSid?: string;
  readonly ApiVersion?: string;
  readonly CallSid?: string;
  readonly CallStatus?: CallStatus;
  readonly Direction?: CallDirection;
  /** An E.164 number or a SIP URI. */
  readonly From?: string;
  /** An E.164 number or a SIP URI. */
  readonly To?: string;
  /** Only in calls that another call has started. */
  readonly ParentCallSid?: string;
}
