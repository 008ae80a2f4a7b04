import type { Rejection, RejectionReason } from '../signalwire-webhook.exception.js';
import type { ParsedSignature } from '../signature/internal.js';

/** @param parsed the signature, if it was read */
export function reject(reason: RejectionReason, parsed?: ParsedSignature): Rejection {
  return parsed
    ? { verified: false, reason, signatureFormat: parsed.signatureFormat }
    : { verified: false, reason };
}
