/** Why a request cannot be one that SignalWire signed, as far as its form tells. */
export type RejectedRequestReason =
  'malformed-target' | 'untrusted-host' | 'body-not-signed' | 'unsupported-content-type';

/** A rejected request, in the form of the public verdict. */
export interface RejectedRequest {
  readonly verified: false;
  readonly reason: RejectedRequestReason;
}

export function rejectRequest(reason: RejectedRequestReason): RejectedRequest {
  return { verified: false, reason };
}
