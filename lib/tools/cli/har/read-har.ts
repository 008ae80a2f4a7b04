import { isUtf8 } from 'node:buffer';

import { isObject } from '../../../errors/is-object.js';
import { isSignatureHeader } from '../../../signature/internal.js';
import type { HeaderPair } from '../capture/captured-request.js';
import { UsageError } from '../errors.js';
import { CREATOR } from './har-entry.js';
import { readBounded, readInput } from '../read-file.js';
import type { Terminal } from '../terminal.js';
import { originOf, readUrl, targetOf } from '../url.js';

type Members = Readonly<Record<string, unknown>>;

/** The parts of a request of a HAR file that are needed to verify and send it. */
export interface HarRequest {
  readonly method: string;
  /** The URL that the request is verified for. */
  readonly url: string;
  /** Path and query as sent. `url` ends with them. */
  readonly target: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Buffer | string | undefined;
  /** Whether the file does not contain the whole body. */
  readonly isCut: boolean;
}

/** Length of the HAR files that are read and written. */
export const MAX_HAR_BYTES = 256 * 1024 * 1024;

/** @throws UsageError if the file cannot be read or is longer than a HAR file may be */
export async function readFileOrInput(file: string, { input }: Terminal): Promise<Buffer> {
  return file === '-' ? readInput(input, MAX_HAR_BYTES) : readBounded(file, MAX_HAR_BYTES);
}

/** The parts of a recorded response that are compared. */
export interface HarResponse {
  /** `undefined` if the file does not contain the header. */
  readonly contentType: string | undefined;
  /** `undefined` if the file does not contain the body. */
  readonly body: Buffer | undefined;
  /** Whether `body` is the whole body. */
  readonly isComplete: boolean;
}

/** An entry of a HAR file. Its request is read on demand, because a different entry may be malformed. */
export interface HarEntry {
  readonly index: number;
  readonly startedAt: number;
  /** Status of the response; 0 without a response. */
  readonly status: number;
  readonly isSigned: boolean;
  /** @throws UsageError that names the member */
  request(): HarRequest;
  response(): HarResponse;
}

export interface Har {
  readonly entries: readonly HarEntry[];
  /** The key in the file, as in a redacted recording. */
  readonly recordedKey: string | undefined;
  /** Whether `listen` recorded the file. */
  readonly isRecording: boolean;
}

const HEAD =
  /^\{"log":\{"version":"1\.2","creator":\{"name":"signalwire-webhook"[^}]*\},(?:"_signingKey":"([\w-]+)",)?"entries":\[$/;

/**
 * Decodes a HAR file. A different encoding than UTF-8 would change the bodies.
 *
 * @throws UsageError
 */
export function decodeHar(given: Buffer): string {
  rejectUtf16(given);
  if (!isUtf8(given)) throw new UsageError('The file is not encoded in UTF-8. Fix: save the file as UTF-8.');
  return given.toString().replace(/^\ufeff/, '');
}

/** @throws UsageError for a file in UTF-16 */
export function rejectUtf16(bytes: Buffer): void {
  if (bytes[0] === 0xff || bytes[0] === 0xfe)
    throw new UsageError('The file is encoded in UTF-16. Fix: save the file as UTF-8.');
}

/** @throws UsageError */
export function readHar(text: string): Har {
  const value = parseJsonOrRecording(text);
  if (value === undefined)
    throw new UsageError('The file is not a HAR file, because it is not JSON or is incomplete.');
  const har = toHar(value);
  if (har) return har;
  throw new UsageError('The file is not a HAR file, because it has no log.entries.');
}

/** Returns the HAR file of parsed JSON; `undefined` without `log.entries`. */
export function toHar(value: unknown): Har | undefined {
  const log = isObject(value) ? value['log'] : undefined;
  const entries = isObject(log) ? log['entries'] : undefined;
  if (!isObject(log) || !Array.isArray(entries)) return undefined;
  const { _signingKey: key, creator } = log;
  return {
    entries: entries.map(toEntry),
    recordedKey: typeof key === 'string' && key.trim() !== '' ? key : undefined,
    isRecording: isObject(creator) && creator['name'] === CREATOR.name,
  };
}

/** Parses JSON, or the whole entries of an incomplete recording of `listen`; `undefined` for other text. */
export function parseJsonOrRecording(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const lines = readHarLines(text);
    if (!lines) return undefined;
    const entries = lines.entries.map((line) => JSON.parse(line) as unknown);
    return { log: { entries, _signingKey: lines.signingKey, creator: CREATOR } };
  }
}

/** Returns the entries of a recording of `listen`, which has one per line; `undefined` for other files. The last entry may be incomplete. */
export function readHarLines(
  text: string,
): { entries: string[]; signingKey?: string | undefined } | undefined {
  const [head = '', ...lines] = text.split('\n');
  const match = HEAD.exec(head);
  if (!match) return undefined;
  const entries: string[] = [];
  for (const line of lines) {
    const entry = line.endsWith(',') ? line.slice(0, -1) : line;
    if (!isJson(entry)) break;
    entries.push(entry);
  }
  return { entries, signingKey: match[1] };
}

function toEntry(entry: unknown, index: number): HarEntry {
  const { request, response, startedDateTime } = isObject(entry) ? entry : {};
  const { status } = isObject(response) ? response : {};
  return {
    index,
    startedAt: typeof startedDateTime === 'string' ? Date.parse(startedDateTime) || 0 : 0,
    status: typeof status === 'number' ? status : 0,
    isSigned: isSigned(request),
    request: () => readRequest(request, `log.entries[${index}].request`),
    response: () => readResponse(response),
  };
}

function readRequest(request: unknown, name: string): HarRequest {
  if (!isObject(request)) throw new UsageError(`${name} of the HAR file is not an object.`);
  const { method, url: given, postData, _target } = request;
  if (typeof method !== 'string' || !/^[A-Z]+$/.test(method) || typeof given !== 'string') {
    throw new UsageError(`${name} of the HAR file has no method or no url.`);
  }
  readUrl(given, `${name}.url of the HAR file`);
  const url = originOf(given) + targetOf(given);
  const isEnd = typeof _target === 'string' && _target.startsWith('/') && url.endsWith(_target);
  const target = isEnd ? _target : targetOf(url);
  const isCut = isObject(postData) && postData['_isCut'] === true;
  return { method, url, target, headers: readHeaders(request, name), body: readBody(postData, name), isCut };
}

/** Ignores malformed members, because a replay needs only the request. */
function readResponse(response: unknown): HarResponse {
  const { content, headers } = isObject(response) ? response : {};
  const { text, encoding, size } = isObject(content) ? content : {};
  const body =
    typeof text === 'string'
      ? Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')
      : size === 0
        ? Buffer.alloc(0)
        : undefined;
  const isComplete = typeof size !== 'number' || size <= (body?.length ?? 0);
  return { contentType: findHeader(headers, 'content-type'), body, isComplete };
}

function findHeader(headers: unknown, name: string): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  for (const header of headers) {
    const { name: key, value } = isObject(header) ? header : {};
    if (typeof key === 'string' && key.toLowerCase() === name && typeof value === 'string') return value;
  }
  return undefined;
}

/** Omits the pseudo-headers of HTTP/2, such as `:authority`. */
function readHeaders({ headers }: Members, name: string): HeaderPair[] {
  if (!Array.isArray(headers)) throw new UsageError(`${name}.headers of the HAR file is not a list.`);
  return headers.flatMap((header: unknown, index): HeaderPair[] => {
    const { name: key, value } = isObject(header) ? header : {};
    if (typeof key !== 'string' || typeof value !== 'string') {
      throw new UsageError(`${name}.headers[${index}] of the HAR file has no name or no value.`);
    }
    if (key.startsWith(':')) return [];
    if (HEADER_NAME.test(key) && !CONTROL.test(value)) return [[key, value]];
    throw new UsageError(`${name}.headers[${index}] of the HAR file is not a header that HTTP can carry.`);
  });
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

function readBody(postData: unknown, name: string): Buffer | string | undefined {
  if (postData === undefined || postData === null) return undefined;
  if (!isObject(postData)) throw new UsageError(`${name}.postData of the HAR file is not an object.`);
  const { text, params, encoding, _encoding } = postData;
  if (typeof text === 'string' && (encoding ?? _encoding) !== 'base64') return text;
  if (typeof text === 'string') return decodeBase64(text, name);
  if (text === undefined && Array.isArray(params)) return encodeParams(params, name);
  throw new UsageError(`${name}.postData of the HAR file has no text.`);
}

function decodeBase64(text: string, name: string): Buffer {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  throw new UsageError(`${name}.postData.text of the HAR file is not base64.`);
}

/** Encodes the parameters of a form. The signature of a form does not depend on its encoding. */
function encodeParams(params: readonly unknown[], name: string): string {
  const pairs = params.map((param, index): [string, string] => {
    const { name: key, value = '' } = isObject(param) ? param : {};
    if (typeof key === 'string' && typeof value === 'string') return [key, value];
    throw new UsageError(`${name}.postData.params[${index}] of the HAR file has no name or no value.`);
  });
  return new URLSearchParams(pairs).toString();
}

function isSigned(request: unknown): boolean {
  const headers = isObject(request) ? request['headers'] : undefined;
  const names = Array.isArray(headers)
    ? headers.map((each) => (isObject(each) ? each['name'] : undefined))
    : [];
  return names.some((name) => typeof name === 'string' && isSignatureHeader(name));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
