import { UsageError } from '../errors.js';
import { type CapturedRequest, readHeaderLines } from './captured-request.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Parses a raw HTTP request: request line, headers, an empty line, the body. */
export function parseRawHttp(bytes: Buffer): CapturedRequest {
  const start = skipBlank(bytes);
  const { headEnd, bodyStart } = splitHead(bytes, start);
  const [requestLine = '', ...lines] = bytes.toString('latin1', start, headEnd).split(/\r?\n/);
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/\d/.exec(requestLine) ?? [];
  if (method === undefined || url === undefined) {
    throw new UsageError(
      'The file is not a raw HTTP request, a HAR file or a curl command. A raw request begins with "POST /path HTTP/1.1".',
    );
  }
  const headers = readHeaderLines(lines);
  const length = headers['content-length'];
  const body = cutToLength(bytes.subarray(bodyStart), length);
  const mayHaveExtraLineBreak = length === undefined && body.at(-1) === LINE_FEED;
  return { method, url, headers, body, ...(mayHaveExtraLineBreak && { mayHaveExtraLineBreak }) };
}

export function withoutFinalLineBreak(body: Uint8Array): Uint8Array {
  return body.subarray(0, body.length - (body.at(-2) === CARRIAGE_RETURN ? 2 : 1));
}

function skipBlank(bytes: Buffer): number {
  let start = 0;
  while (bytes[start] === LINE_FEED || bytes[start] === CARRIAGE_RETURN || bytes[start] === 0x20) start++;
  return start;
}

/** The head ends at the first empty line. */
function splitHead(bytes: Buffer, start: number): { headEnd: number; bodyStart: number } {
  for (let at = bytes.indexOf(LINE_FEED, start); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    const headEnd = bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
    if (bytes[at + 1] === LINE_FEED) return { headEnd, bodyStart: at + 2 };
    if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED)
      return { headEnd, bodyStart: at + 3 };
  }
  const end = bytes.at(-1) === LINE_FEED ? bytes.length - 1 : bytes.length;
  return { headEnd: end, bodyStart: bytes.length };
}

/** Cuts a body to its length, because editors often add a line break to a file. */
function cutToLength(body: Buffer, contentLength: string | undefined): Buffer {
  const length = Number(contentLength);
  return Number.isSafeInteger(length) && length >= 0 && length < body.length
    ? body.subarray(0, length)
    : body;
}
