import { type CapturedRequest, headersOf } from './captured-request.js';
import { UsageError } from '../usage-error.js';

/** A request as it went over the wire: request line, headers, an empty line, the body. */
export function parseRawHttp(bytes: Buffer): CapturedRequest {
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end ? text.slice(0, end.index) : text).trim();
  const [requestLine = '', ...lines] = head.split(/\r?\n/);
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/\d/.exec(requestLine) ?? [];
  if (method === undefined || url === undefined) {
    throw new UsageError(
      'This is no raw HTTP request, HAR file or curl command: it begins with no "POST /path HTTP/1.1".',
    );
  }
  const headers = headersOf(lines);
  const body = end ? bytes.subarray(end.index + end[0].length) : Buffer.alloc(0);
  return { method, url, headers, body: cutToLength(body, headers['content-length']) };
}

/** Editors like to end a file with a line break that was never sent. */
function cutToLength(body: Buffer, contentLength: string | undefined): Buffer {
  const length = Number(contentLength);
  return Number.isSafeInteger(length) && length >= 0 && length < body.length
    ? body.subarray(0, length)
    : body;
}
