import { toBytes } from './bytes.js';
import type { CanonicalParameters } from './canonical-parameters.js';
import { readBodyKind } from './content-type.js';
import { decodeForm, type DecodedForm } from './decode-form.js';
import { readHeader } from './signature-headers.js';
import type { SignedRequest } from './signed-request.js';
import { readQuery } from './url-forms.js';
import type { WebhookPayloadData } from './webhook-payload-data.js';

type DecodedParameters = Pick<CanonicalParameters, 'form' | 'indexes'>;

/** The parameters of a form, as one reading of it says. A name that repeats gives an array. */
export function decodeParameters({ form, indexes }: DecodedParameters): WebhookPayloadData {
  const payload = Object.create(null) as Record<string, string | string[]>;
  for (const index of indexes ?? form.indexes()) {
    const name = form.name(index);
    const value = form.value(index);
    const earlier = payload[name];
    if (earlier === undefined) payload[name] = value;
    else if (typeof earlier === 'string') payload[name] = [earlier, value];
    else earlier.push(value);
  }
  return payload;
}

/**
 * Decodes what was received, whatever of it was signed: the JSON object, the form's parameters, or a GET's query.
 * `undefined` if the body is neither, or malformed.
 */
export function decodePayload(request: SignedRequest): WebhookPayloadData | undefined {
  const body = toBytes(request.body);
  const kind = readBodyKind(readHeader(request.headers, 'content-type'));
  if (body.length > 0 && kind === 'json') return decodeJsonObject(body);
  if (body.length > 0 && kind !== 'form') return undefined;
  const form = body.length > 0 ? decodeForm(body) : decodeQuery(request);
  return form && decodeParameters({ form });
}

/** The query of a request whose parameters stand there: cXML by GET. */
export function decodeQuery({ method, url }: Pick<SignedRequest, 'method' | 'url'>): DecodedForm | undefined {
  return decodeForm(Buffer.from(method === 'GET' || method === 'HEAD' ? readQuery(url) : ''));
}

/** The body as one whole JSON object; `undefined` if it is not one. */
export function decodeJsonObject(body: Buffer): WebhookPayloadData | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    dropPrototypes(value);
    return value as WebhookPayloadData;
  } catch {
    return undefined;
  }
}

/** With a stack of its own, since a caller chooses how deep the JSON is nested. */
function dropPrototypes(root: object): void {
  const pending = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
    for (const child of Object.values(value) as unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
  }
}
