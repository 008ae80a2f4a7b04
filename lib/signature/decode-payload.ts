import { toBytes } from './bytes.js';
import type { CanonicalParameters } from './canonical-content.js';
import { decodeForm, type DecodedForm } from './decode-form.js';
import type { SignatureMatch } from './match-signature.js';
import type { ParsedSignature } from './parse-signature.js';
import { readBodyKind, readHeader } from './signature-headers.js';
import { hasQueryPayload, readQuery } from './url-variants.js';
import type { WebhookPayloadData, WebhookRequest } from './webhook-request.js';

type DecodedParameters = Pick<CanonicalParameters, 'form' | 'indexes'>;

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

/** Returns the parameters of one canonicalization variant. The values of a repeated name are an array. */
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

/** A received payload whose fields can be read before it is verified, at the cost of parsing it. */
export interface UnverifiedPayload {
  /** Returns a field as the decoded payload has it: the values of a repeated name are an array. */
  readonly read: (name: string) => unknown;
  readonly decode: () => WebhookPayloadData;
}

/**
 * Parses the received payload, signed or not: the JSON object, the parameters of a form, or the query of a GET.
 *
 * @returns `undefined` if the body is malformed, of a different content type, or of a type whose bytes are unknown
 */
export function parsePayload(request: WebhookRequest): UnverifiedPayload | undefined {
  const body = toBytes(request.body);
  if (body === undefined) return undefined;
  const kind = readBodyKind(readHeader(request.headers, 'content-type'));
  if (body.length > 0 && kind === 'json') return parsedJson(body);
  if (body.length > 0 && kind !== 'form') return undefined;
  return parsedForm(body.length > 0 ? decodeForm(body) : decodeQuery(request));
}

function parsedJson(body: Buffer): UnverifiedPayload | undefined {
  const json = parseJsonObject(body);
  return (
    json && {
      read: (name) => (Object.hasOwn(json, name) ? json[name] : undefined),
      decode: () => withoutPrototypes(json),
    }
  );
}

function parsedForm(form: DecodedForm | undefined): UnverifiedPayload | undefined {
  return (
    form && {
      read: (name) => {
        const values = form.valuesOf(name);
        return values.length > 1 ? values : values[0];
      },
      decode: () => decodeParameters({ form }),
    }
  );
}

/** Parses and decodes the received payload; `undefined` where {@link parsePayload} returns it. */
export function decodePayload(request: WebhookRequest): WebhookPayloadData | undefined {
  return parsePayload(request)?.decode();
}

/** Decodes the query of a GET or a HEAD, and an empty query for every other method. */
export function decodeQuery({
  method,
  url,
}: Pick<WebhookRequest, 'method' | 'url'>): DecodedForm | undefined {
  return decodeForm(Buffer.from(hasQueryPayload(method) ? readQuery(url) : ''));
}

/**
 * Parses the body as one whole JSON object; `undefined` if it is not one. It costs as much as `JSON.parse` and does not change the
 * objects, so that a request can be read before its signature is verified.
 */
export function parseJsonObject(body: Buffer | undefined): WebhookPayloadData | undefined {
  if (body === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as WebhookPayloadData) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes the prototype from each object of parsed JSON. It does so for every payload: otherwise the names in an untrusted payload
 * would determine whether `payload.hasOwnProperty` exists.
 *
 * It is not recursive, because the caller chooses how deep the JSON is nested.
 */
function withoutPrototypes(payload: WebhookPayloadData): WebhookPayloadData {
  const pending: object[] = [payload];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) {
      for (const child of value as unknown[]) pushObject(pending, child);
    } else {
      Object.setPrototypeOf(value, null);
      for (const name in value) pushObject(pending, (value as WebhookPayloadData)[name]);
    }
  }
  return payload;
}

function pushObject(pending: object[], value: unknown): void {
  if (typeof value === 'object' && value !== null) pending.push(value);
}
