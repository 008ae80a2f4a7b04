import { contentTypeChanges } from '../body/content-type-changes.js';
import { FORM_CHANGES, plusChanges } from '../body/form-changes.js';
import { JSON_CHANGES } from '../body/json-changes.js';
import { parameterChanges } from '../body/parameter-changes.js';
import { SIGNER_CHANGES } from '../body/signer-changes.js';
import type { Candidate, Change, KeyCandidate } from '../candidate.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { keyChanges } from '../key/key-changes.js';
import type { ReceivedRequest } from '../received-request.js';
import { type ReceivedDigest, isHexadecimalForm } from '../signature/received-digests.js';
import { originChanges, websocketChanges } from '../url/origin-changes.js';
import { PATH_CHANGES } from '../url/path-changes.js';
import { prefixChanges } from '../url/prefix-changes.js';
import { queryChanges } from '../url/query-changes.js';
import { ofUrl } from '../url/url-change.js';
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
  return [
    ...websocketChanges(request),
    ...urlChanges(request, hints),
    ...bodyChanges(request),
    ...requestChanges(request),
    ...keyChanges(keys, hints),
  ];
}

/** Returns the changes of the URL alone. */
export function urlChanges({ parts, headers }: ReceivedRequest, hints: DiagnosisHints): Change[] {
  if (!parts) return [];
  return [
    ...originChanges(parts, headers, hints),
    ...prefixChanges(parts, headers, hints),
    ...PATH_CHANGES,
    ...queryChanges(parts),
    ...(parts.fragment === ''
      ? []
      : [ofUrl('url-fragment', 'fragment', 1, 'none', () => ({ fragment: '' }))]),
  ];
}

function bodyChanges(request: ReceivedRequest): Change[] {
  const { bytes, body, query } = request;
  const pairs = body.kind === 'form' ? body.pairs : undefined;
  return [
    ...contentTypeChanges(request),
    ...FORM_CHANGES,
    ...(pairs ? plusChanges(bytes) : []),
    ...SIGNER_CHANGES,
    ...(pairs ? parameterChanges(pairs, query) : []),
    ...JSON_CHANGES,
  ];
}
