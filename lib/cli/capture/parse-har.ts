import { UsageError } from '../errors.js';
import { type CapturedRequest, type HeaderPair, joinHeaders } from './captured-request.js';

type Members = Readonly<Record<string, unknown>>;

/** The first request of a HAR file that carries a SignalWire signature, or else its first one. */
export function parseHar(text: string): CapturedRequest {
  const entries = readEntries(text);
  if (entries.length === 0) throw new UsageError('The HAR file holds no request.');
  const signed = entries.findIndex(isSigned);
  const index = Math.max(signed, 0);
  return readHarRequest(entries[index], `log.entries[${index}].request`);
}

function readEntries(text: string): unknown[] {
  const { log } = parseObject(text);
  if (!isObject(log) || !Array.isArray(log['entries'])) {
    throw new UsageError('This is not a HAR file: it has no log.entries.');
  }
  return log['entries'];
}

function parseObject(text: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError('This is not a HAR file: it is not JSON, or it is cut off.');
  }
  return isObject(value) ? value : {};
}

/** @throws UsageError that names the member */
function readHarRequest(entry: unknown, name: string): CapturedRequest {
  const request = isObject(entry) ? entry['request'] : undefined;
  if (!isObject(request)) throw new UsageError(`${name} of the HAR file is not an object.`);
  const { method, url, postData } = request;
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw new UsageError(`${name} of the HAR file has no method or no url.`);
  }
  const body = readBody(postData, name);
  const headers = joinHeaders(readHeaders(request, name));
  return { method, url, headers, ...(body !== undefined && { body }) };
}

/** Without the pseudo-headers of HTTP/2, such as `:authority`. */
function readHeaders({ headers }: Members, name: string): HeaderPair[] {
  if (!Array.isArray(headers)) throw new UsageError(`${name}.headers of the HAR file is not a list.`);
  return headers.flatMap((header: unknown, index): HeaderPair[] => {
    const { name: key, value } = isObject(header) ? header : {};
    if (typeof key !== 'string' || typeof value !== 'string') {
      throw new UsageError(`${name}.headers[${index}] of the HAR file has no name or no value.`);
    }
    return key.startsWith(':') ? [] : [[key, value]];
  });
}

function readBody(postData: unknown, name: string): Buffer | string | undefined {
  if (postData === undefined || postData === null) return undefined;
  if (!isObject(postData)) throw new UsageError(`${name}.postData of the HAR file is not an object.`);
  const { text, params, encoding, _encoding } = postData;
  if (typeof text === 'string')
    return (encoding ?? _encoding) === 'base64' ? Buffer.from(text, 'base64') : text;
  if (text === undefined && Array.isArray(params)) return encodeParams(params, name);
  throw new UsageError(`${name}.postData of the HAR file has no text.`);
}

/** A form is signed by what its parameters say, however they were encoded. */
function encodeParams(params: readonly unknown[], name: string): string {
  const pairs = params.map((param, index): [string, string] => {
    const { name: key, value = '' } = isObject(param) ? param : {};
    if (typeof key === 'string' && typeof value === 'string') return [key, value];
    throw new UsageError(`${name}.postData.params[${index}] of the HAR file has no name or no value.`);
  });
  return new URLSearchParams(pairs).toString();
}

function isSigned(entry: unknown): boolean {
  const request = isObject(entry) ? entry['request'] : undefined;
  const headers = isObject(request) ? request['headers'] : undefined;
  if (!Array.isArray(headers)) return false;
  return headers.some(
    (header) => isObject(header) && /^x-(?:signalwire|twilio)-/i.test(String(header['name'])),
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
