import { isUtf8 } from 'node:buffer';

import { readQuery } from '../../../signature/internal.js';
import type { DeliveredRequest, DeliveredResponse, Delivery } from '../listen/delivery.js';
import { readRawHeader, toPairs } from '../listen/delivery.js';

/** The `log.creator` of a recording. */
export const CREATOR = { name: 'signalwire-webhook', version: '1' };

/** Returns an entry of HAR 1.2. HAR allows additional members whose names begin with an underscore. */
export function toHarEntry(delivery: Delivery): object {
  const { startedAt, request, url, result, kind, group, response, warnings } = delivery;
  return {
    startedDateTime: startedAt.toISOString(),
    time: response.milliseconds,
    request: harRequest(request, url),
    response: harResponse(response),
    cache: {},
    timings: { send: 0, wait: response.milliseconds, receive: 0 },
    _signalwire: {
      verified: result.verified,
      ...(result.verified
        ? { signatureFormat: result.signatureFormat, algorithm: result.algorithm }
        : { reason: result.reason }),
      kind,
      group,
      warnings,
    },
  };
}

function harRequest(request: DeliveredRequest, url: string): object {
  const { method, target, httpVersion, headers, body, isCut } = request;
  const mimeType = readRawHeader(headers, 'content-type') ?? '';
  return {
    method,
    url,
    _target: target,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: toMembers(toPairs(headers)),
    queryString: toMembers([...new URLSearchParams(readQuery(url))]),
    ...((body.length > 0 || isCut) && {
      postData: { mimeType, ...encodeBody(body, '_encoding'), ...(isCut && { _isCut: true }) },
    }),
    headersSize: -1,
    bodySize: body.length,
  };
}

function harResponse({ status, statusText, headers, body, size, failure }: DeliveredResponse): object {
  const mimeType = readRawHeader(headers, 'content-type') ?? 'application/octet-stream';
  return {
    status: failure === undefined ? status : 0,
    statusText: failure ?? statusText,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toMembers(toPairs(headers)),
    content: { size, mimeType, ...(body.length > 0 && encodeBody(body, 'encoding')) },
    redirectURL: readRawHeader(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: size,
  };
}

function toMembers(pairs: readonly (readonly [string, string])[]): object[] {
  return pairs.map(([name, value]) => ({ name, value }));
}

/** @param encoding name of the encoding. HAR has one for responses only. */
function encodeBody(body: Buffer, encoding: 'encoding' | '_encoding'): object {
  return isUtf8(body) ? { text: body.toString() } : { text: body.toString('base64'), [encoding]: 'base64' };
}
