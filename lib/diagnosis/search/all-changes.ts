import { bodyChanges } from '../body/body-changes.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { type KeyCandidate, keyChanges } from '../key/key-changes.js';
import type { ReceivedRequest } from '../received-request.js';
import { type ReceivedDigest, isHexadecimalForm } from '../signature/received-digests.js';
import { urlChanges } from '../url/url-changes.js';
import { websocketChanges } from '../url/websocket-changes.js';
import { type Candidate, type Change, fromBodyChange, fromKeyChange, fromUrlChange } from './candidate.js';
import { requestChanges } from './request-changes.js';

/** What the verifier takes for signed. */
export function baseOf(
  { url, parts, bytes, body }: ReceivedRequest,
  keys: readonly KeyCandidate[],
  [first]: readonly ReceivedDigest[],
): Candidate {
  // Without a body the URL alone is signed: in hexadecimal by the messaging method `request`, in base64 by cXML.
  const isHexadecimal = bytes.length === 0 && first !== undefined && isHexadecimalForm(first);
  return { url, parts, body: isHexadecimal ? { kind: 'json', bytes } : body, keys };
}

/** All that may turn it into what was signed. */
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
