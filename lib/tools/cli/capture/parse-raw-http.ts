import { type CapturedRequest, readHeaderLines } from './captured-request.js';
import { notACapture } from './not-a-capture.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Parses a raw HTTP request: request line, headers, an empty line, the body. */
export function parseRawHttp(bytes: Buffer): CapturedRequest {
  const all = bytes.toString('latin1');
  const text = all.replace(/^[\r\n ]+/, '');
  const emptyLine = /\r?\n\r?\n/.exec(text);
  const head = emptyLine ? text.slice(0, emptyLine.index) : text.replace(/\n$/, '');
  const [requestLine = '', ...lines] = head.split(/\r?\n/);
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/\d/.exec(requestLine) ?? [];
  if (method === undefined || url === undefined) {
    throw notACapture('its first line is not that of an HTTP request');
  }
  const headers = readHeaderLines(lines);
  const length = headers['content-length'];
  const bodyStart = emptyLine ? all.length - text.length + emptyLine.index + emptyLine[0].length : all.length;
  const body = cutToLength(bytes.subarray(bodyStart), length);
  const mayHaveExtraLineBreak = length === undefined && body.at(-1) === LINE_FEED;
  return { method, url, headers, body, ...(mayHaveExtraLineBreak && { mayHaveExtraLineBreak }) };
}

export function withoutFinalLineBreak(body: Uint8Array): Uint8Array {
  return body.subarray(0, body.length - (body.at(-2) === CARRIAGE_RETURN ? 2 : 1));
}

/** Cuts a body to its length, because editors often add a line break to a file. */
function cutToLength(body: Buffer, contentLength: string | undefined): Buffer {
  const length = Number(contentLength);
  return Number.isSafeInteger(length) && length >= 0 && length < body.length
    ? body.subarray(0, length)
    : body;
}
