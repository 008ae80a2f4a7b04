import type { ReceivedRequest } from '../received-request.js';
import type { BodyChange } from './body-change.js';
import { contentTypeChanges } from './content-type-changes.js';
import { FORM_CHANGES } from './form-changes.js';
import { JSON_CHANGES } from './json-changes.js';
import { parameterChanges } from './parameter-changes.js';
import { plusChanges } from './plus-changes.js';
import { SIGNER_CHANGES } from './signer-changes.js';

/** Returns all changes that may turn the received body into the signed body. */
export function bodyChanges(request: ReceivedRequest): BodyChange[] {
  const { bytes, body, query } = request;
  return [
    ...contentTypeChanges(request),
    ...FORM_CHANGES,
    ...(body.kind === 'form' ? plusChanges(bytes) : []),
    ...SIGNER_CHANGES,
    ...(body.kind === 'form' ? parameterChanges(body.pairs, query) : []),
    ...JSON_CHANGES,
  ];
}
