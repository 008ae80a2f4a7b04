import { toBytes } from './bytes.js';
import { decodeParameters, decodeQuery, parseJsonObject, withoutPrototypes } from './decode-payload.js';
import type { SignatureMatch } from './match-signature.js';
import type { ParsedSignature } from './parse-signature.js';
import type { WebhookRequest } from './webhook-request.js';
import type { WebhookPayloadData } from './webhook-payload-data.js';

/**
 * Returns a function that decodes the verified payload; `undefined` if the body is malformed. JSON is parsed whole before the
 * request is allowed. The function removes the prototypes of its objects, and converts the decoded bytes of a form to strings.
 *
 * @param json the parsed body, if it is parsed already
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
