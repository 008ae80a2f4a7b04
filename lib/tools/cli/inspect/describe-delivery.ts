import { isUtf8 } from 'node:buffer';

import { signedString } from '../../../signature/internal.js';
import { joinHeaders } from '../capture/captured-request.js';
import { type Delivery, toPairs } from '../listen/delivery.js';
import { readPayload } from '../listen/describe-payload.js';
import { shownUrl } from '../url.js';
import { describeField, describeMedia } from './describe-field.js';

const MAX_SHOWN_FIELDS = 500;

/** Returns a row of the list. */
export function summarize(delivery: Delivery) {
  const { id, startedAt, request, result, kind, group, conversation, origin, effect, response } = delivery;
  return {
    id,
    time: startedAt.toISOString(),
    method: request.method,
    target: shownUrl(request.target).slice(0, 300),
    isVerified: result.verified,
    reason: result.verified ? undefined : result.reason,
    kind,
    group,
    conversation,
    origin,
    effect,
    isForwarded: delivery.isForwarded,
    status: response.status,
    hasFailed: response.failure !== undefined,
    milliseconds: response.milliseconds,
    size: request.body.length,
    warnings: delivery.warnings.length,
  };
}

/** Returns the details that the page shows, without the signing key, passwords and expected signatures. */
export function describeDelivery(delivery: Delivery, signingKeys: readonly string[]): object {
  const { request, response, result, diagnosis, notDiagnosed, warnings } = delivery;
  const headers = maskAuthorization(toPairs(request.headers));
  const payload = readPayload({ ...request, url: delivery.url, headers: joinHeaders(headers) });
  return {
    ...summarize(delivery),
    url: shownUrl(result.verified ? result.url : delivery.url),
    httpVersion: request.httpVersion,
    signatureFormat: result.verified ? result.signatureFormat : undefined,
    algorithm: result.verified ? result.algorithm : undefined,
    headers,
    body: toShown(request.body),
    isCut: request.isCut,
    fields: toFields(payload),
    signedParts: signedParts(delivery, signingKeys),
    diagnosis,
    notDiagnosed,
    warnings,
    response: {
      status: response.status,
      statusText: response.statusText,
      headers: maskAuthorization(toPairs(response.headers)),
      body: toShown(response.body),
      size: response.size,
      failure: response.failure,
    },
  };
}

/** Returns the parts of the signed string. For an unverified request, SignalWire would have signed this string. Empty if the body is incomplete. */
function signedParts({ request, url, result }: Delivery, signingKeys: readonly string[]): object[] {
  if (request.isCut) return [];
  const signed = { ...request, url, headers: joinHeaders(toPairs(request.headers)) };
  const { parameters, body } = signedString(signed, signingKeys);
  const parts: object[] = [{ type: 'url', text: shownUrl(result.verified ? result.url : url) }];
  for (const [name, value] of parameters)
    parts.push({ type: 'name', text: name }, { type: 'value', text: value });
  if (body.length > 0) parts.push({ type: 'body', text: toShown(body).text });
  return parts;
}

function toShown(bytes: Buffer): { text: string; isBinary: boolean } {
  const isBinary = !isUtf8(bytes);
  return { text: isBinary ? toHex(bytes) : bytes.toString(), isBinary };
}

export function maskAuthorization(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [
    name,
    /^(?:proxy-)?authorization$/i.test(name) ? value.replace(/\s.*$/s, ' ***') : value,
  ]);
}

function toFields(payload: object): object[] {
  const fields: object[] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    if (fields.length >= MAX_SHOWN_FIELDS) return;
    if (typeof value === 'object' && value !== null && depth < 8) {
      for (const [name, each] of Object.entries(value))
        visit(each, path === '' ? name : `${path}.${name}`, depth + 1);
      return;
    }
    const name = path.slice(path.lastIndexOf('.') + 1);
    const text = typeof value === 'string' ? value : depth < 8 ? JSON.stringify(value) : '…';
    fields.push({
      path,
      value: text,
      interpretation: describeMedia(payload, path, value) ?? describeField(name, value),
    });
  };
  visit(payload, '', 0);
  return fields;
}

function toHex(bytes: Buffer): string {
  const hex = bytes.subarray(0, 65_536).toString('hex');
  const rows = hex.match(/.{1,32}/g) ?? [];
  return rows
    .map((row, index) => `${(index * 16).toString(16).padStart(8, '0')}  ${row.replace(/../g, '$& ')}`)
    .join('\n');
}
