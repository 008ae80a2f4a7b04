import { asBuffer, parseForm } from '../signature/form.js';
import { readBodyKind } from '../signature/headers.js';
import { readQuery } from '../signature/query.js';
import type { SignedRequest } from '../signature/index.js';
import type { WebhookPayloadData } from '../request/verified-webhook.js';

/**
 * Decodes the payload from the bytes that were verified: the JSON object, the form's parameters, or a GET's query
 * parameters. `undefined` if a JSON body is not one whole object.
 */
export function decodePayload(request: SignedRequest): WebhookPayloadData | undefined {
  const { body } = request;
  if (body !== undefined && body.length > 0) {
    return readBodyKind(request.headers) === 'json' ? decodeJson(body) : collect(parseForm(body));
  }
  return collect(
    request.method === 'GET' || request.method === 'HEAD' ? parseForm(readQuery(request.url)) : [],
  );
}

/**
 * What an unverified payload says, for reading a claim from it: parsed once, and not made safe to hand on.
 */
export function peekPayload(request: SignedRequest): WebhookPayloadData | undefined {
  const { body, headers } = request;
  if (body === undefined || body.length === 0 || readBodyKind(headers) !== 'json')
    return decodePayload(request);
  try {
    const value: unknown = JSON.parse(toText(body));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toText(body: Uint8Array | string): string {
  return typeof body === 'string' ? body : asBuffer(body).toString('utf8');
}

function decodeJson(body: Uint8Array | string): WebhookPayloadData | undefined {
  try {
    const value: unknown = JSON.parse(toText(body), (_key, each: unknown) =>
      isPlainObject(each) ? withoutPrototype(each) : each,
    );
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is WebhookPayloadData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutPrototype(value: WebhookPayloadData): WebhookPayloadData {
  return Object.assign(Object.create(null) as WebhookPayloadData, value);
}

function collect(pairs: Iterable<readonly [string, string]>): WebhookPayloadData {
  const payload = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of pairs) {
    const earlier = payload[name];
    if (earlier === undefined) payload[name] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else payload[name] = [earlier, value];
  }
  return payload;
}
