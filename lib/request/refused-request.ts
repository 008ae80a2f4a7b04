/** Why a request cannot be one that SignalWire signed, as far as its form tells. */
export type RequestRefusal =
  'malformed-target' | 'untrusted-host' | 'body-not-signed' | 'unsupported-content-type';

/** A refused request, in the form of the public verdict. */
export interface RefusedRequest {
  readonly verified: false;
  readonly reason: RequestRefusal;
}

export function refuseRequest(reason: RequestRefusal): RefusedRequest {
  return { verified: false, reason };
}
