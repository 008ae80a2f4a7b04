import { bodyChanges } from '../body/body-changes.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { type KeyCandidate, keyChanges } from '../key/key-changes.js';
import type { ReceivedRequest } from '../received-request.js';
import { type ReceivedDigest, isHexadecimalForm } from '../signature/received-digests.js';
import { urlChanges } from '../url/url-changes.js';
import { websocketChanges } from '../url/websocket-changes.js';
import { type Candidate, type Change, fromBodyChange, fromKeyChange, fromUrlChange } from './candidate.js';
import { requestChanges } from './request-changes.js';

/** Returns the URL, the body and the keys that the verifier uses. */
export function baseOf(
  { url, parts, bytes, body }: ReceivedRequest,
  keys: readonly KeyCandidate[],
  [first]: readonly ReceivedDigest[],
): Candidate {
  // Without a body only the URL is signed: in hexadecimal for the messaging method `request`, in base64 for cXML.
  const isHexadecimal = bytes.length === 0 && first !== undefined && isHexadecimalForm(first);
  return { url, parts, body: isHexadecimal ? { kind: 'json', bytes } : body, keys };
}

/** Returns all changes that may turn the received request into the signed request. */
export function changesOf(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Change[] {
  const { parts, headers } = request;
  return [
    ...websocketChanges(request).map(fromUrlChange),
    ...(parts ? urlChanges(parts, headers, hints) : []).map(fromUrlChange),
    ...bodyChanges(request).map(fromBodyChange),
    ...requestChanges(request),
    ...keyChanges(keys, hints).map(fromKeyChange),
  ];
}
