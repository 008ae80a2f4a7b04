import { toBytes } from './bytes.js';
import { decodeParameters, decodeQuery, parseJsonObject, withoutPrototypes } from './decode-payload.js';
import type { SignatureMatch } from './match-claim.js';
import type { SignatureClaim } from './read-claim.js';
import type { SignedRequest } from './signed-request.js';
import type { WebhookPayloadData } from './webhook-payload-data.js';

/**
 * What the matching canonical string says; `undefined` if the body is malformed. JSON is parsed whole before it is let
 * through, and its objects lose their prototypes when a handler asks for them; a form was decoded into bytes of our own,
 * and becomes strings then.
 *
 * @param json the body, if it was parsed already
 */
export function signedPayload(
  { parameters }: SignatureMatch,
  { content }: SignatureClaim,
  request: SignedRequest,
  json?: WebhookPayloadData,
): (() => WebhookPayloadData) | undefined {
  if (parameters) return () => decodeParameters(parameters);
  if (content === 'query') {
    const query = decodeQuery(request);
    return query && (() => decodeParameters({ form: query }));
  }
  const parsed = json ?? parseJsonObject(toBytes(request.body));
  return parsed && (() => withoutPrototypes(parsed));
}
