import { toBytes } from './bytes.js';
import { decodeParameters, decodeQuery, parseJsonObject, withoutPrototypes } from './decode-payload.js';
import type { SignatureMatch } from './match-signature.js';
import type { ParsedSignature } from './parse-signature.js';
import type { WebhookRequest } from './webhook-request.js';
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
  { content }: ParsedSignature,
  request: WebhookRequest,
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
