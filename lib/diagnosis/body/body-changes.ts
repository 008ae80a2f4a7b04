import type { FormPair } from '../signature-internals.js';
import type { BodyChange } from './body-change.js';
import { contentTypeChanges } from './content-type-changes.js';
import { FORM_CHANGES } from './form-changes.js';
import { JSON_CHANGES } from './json-changes.js';
import { parameterChanges } from './parameter-changes.js';
import type { SignedBody } from './signed-body.js';
import { SIGNER_CHANGES } from './signer-changes.js';

/**
 * All that may turn this body into the one that was signed.
 *
 * @param isHashed whether the query holds a `bodySHA256`
 */
export function bodyChanges(
  bytes: Buffer,
  body: SignedBody,
  query: readonly FormPair[],
  isHashed: boolean,
): BodyChange[] {
  return [
    ...contentTypeChanges(bytes, body.kind, isHashed),
    ...FORM_CHANGES,
    ...SIGNER_CHANGES,
    ...(body.kind === 'form' ? parameterChanges(body.pairs, query) : []),
    ...JSON_CHANGES,
  ];
}
