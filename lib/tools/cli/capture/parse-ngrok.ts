import { isObject } from '../../../errors/is-object.js';
import { isSignatureHeader } from '../../../signature/internal.js';
import { UsageError } from '../errors.js';
import type { CapturedEntry, CapturedFile } from './captured-file.js';
import type { CapturedRequest } from './captured-request.js';
import { parseRawHttp } from './parse-raw-http.js';

type Members = Readonly<Record<string, unknown>>;

/** Whether the value is the response of ngrok's local API for one request, or for the list of requests. */
export function isNgrokCapture(value: unknown): value is Members {
  return isObject(value) && (isNgrokRequest(value) || isNgrokList(value));
}

function isNgrokRequest({ request }: Members): boolean {
  return isObject(request) && typeof request['raw'] === 'string';
}

/** An empty list has only the path of the API. */
function isNgrokList({ requests, uri }: Members): boolean {
  return Array.isArray(requests) && (typeof uri === 'string' || requests.some((each) => isObject(each)));
}

/** Parses the response of `/api/requests/http` or `/api/requests/http/<id>`. The list begins with the newest request. */
export function parseNgrok(value: Members): CapturedFile {
  if (isNgrokRequest(value)) return { entries: [toEntry(value, 0, 'request')], areWebhooks: true };
  const requests = value['requests'] as readonly unknown[];
  return {
    entries: requests.map((each, index) => toEntry(each, index, `requests[${index}].request`)),
    areWebhooks: false,
  };
}

function toEntry(value: unknown, index: number, name: string): CapturedEntry {
  const { request } = isObject(value) ? value : {};
  const { raw, headers } = isObject(request) ? request : {};
  return {
    number: index + 1,
    isSigned: isObject(headers) && Object.keys(headers).some(isSignatureHeader),
    read: () => readRaw(raw, name),
  };
}

function readRaw(raw: unknown, name: string): CapturedRequest {
  if (typeof raw !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(raw))
    throw new UsageError(`${name}.raw of the JSON of ngrok is not base64.`);
  const request = parseRawHttp(Buffer.from(raw, 'base64'));
  const length = Number(request.headers['content-length']);
  if (length > (request.body?.length ?? 0)) {
    throw new UsageError(
      `${name}.raw of the JSON of ngrok does not contain the whole body, so its signature cannot be verified. Fix: record the request with npx signalwire-webhook listen --record deliveries.har`,
    );
  }
  // The bytes are exact, unlike those of a file that an editor saved.
  return { ...request, mayHaveExtraLineBreak: false };
}
