/** Reason why SignalWire cannot have signed a request, before any key is tried. */
export type RejectedRequestReason =
  'malformed-target' | 'untrusted-host' | 'body-not-signed' | 'unsupported-content-type';

/** The rejection of a request that cannot be verified. */
export interface RejectedRequest {
  readonly verified: false;
  readonly reason: RejectedRequestReason;
}

export function rejectRequest(reason: RejectedRequestReason): RejectedRequest {
  return { verified: false, reason };
}
