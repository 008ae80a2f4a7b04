import type { ServerResponse } from 'node:http';

import type { DeliveredResponse, DeliveryResult } from './delivery.js';
import { LISTEN_HEADER } from './end-to-end.js';
import type { Upgrade } from './upgrade.js';

const NO_BYTES = Buffer.alloc(0);
const EMPTY_RESPONSE = Buffer.from('<?xml version="1.0" encoding="UTF-8"?><Response/>');

/** Responds to a request that is not forwarded. */
export function respondAlone(
  response: ServerResponse,
  result: DeliveryResult,
  upgrade: Upgrade | undefined,
): DeliveredResponse {
  if (upgrade) return respondWith(response, 403, [LISTEN_HEADER, 'rejected']);
  if (result.verified) return respondWith(response, 200, ['Content-Type', 'text/xml'], EMPTY_RESPONSE);
  if (result.reason === 'body-too-long') return respondWith(response, 413, ['Connection', 'close']);
  return respondWith(response, 403, [LISTEN_HEADER, 'rejected']);
}

function respondWith(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: Buffer = NO_BYTES,
): DeliveredResponse {
  response.writeHead(status, headers).end(body);
  return { status, statusText: '', headers, body, size: body.length, milliseconds: 0 };
}
