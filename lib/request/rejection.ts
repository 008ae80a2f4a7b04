/** Why a request cannot be one that SignalWire signed, as far as its form tells. */
export type RequestRejectionReason =
  'malformed-target' | 'untrusted-host' | 'body-not-signed' | 'unsupported-content-type';

/** A rejected request, in the form of the public verdict. */
export interface RefusedRequest {
  readonly verified: false;
  readonly reason: RequestRejectionReason;
}

export function rejectRequest(reason: RequestRejectionReason): RefusedRequest {
  return { verified: false, reason };
}
