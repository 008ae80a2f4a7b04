import type { SignedRequest } from '../signature/index.js';
import {
  decodeJsonObject,
  decodeParameters,
  decodeQuery,
  type SignatureClaim,
  type SignatureMatch,
  toBytes,
  type WebhookPayloadData,
} from '../signature/internal.js';
import type { ClaimedProject } from './claimed-project.js';

/**
 * What the matching canonical string says; `undefined` if the body is malformed. JSON is parsed whole before it is let
 * through; a form was decoded into bytes of our own, and becomes strings when a handler asks for them.
 */
export function signedPayload(
  { parameters }: SignatureMatch,
  { content }: SignatureClaim,
  claimed: ClaimedProject,
  request: SignedRequest,
): (() => WebhookPayloadData) | undefined {
  if (parameters) return () => decodeParameters(parameters);
  if (content === 'query') {
    const query = decodeQuery(request);
    return query && (() => decodeParameters({ form: query }));
  }
  const json = claimed.json ?? decodeJsonObject(toBytes(request.body));
  return json && (() => json);
}
