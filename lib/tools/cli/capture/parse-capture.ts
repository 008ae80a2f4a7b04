import { decodeHar, parseJsonOrRecording, rejectUtf16, toHar } from '../har/read-har.js';
import { type CapturedFile, fileOfOne } from './captured-file.js';
import { notACapture } from './not-a-capture.js';
import { parseCurl } from './parse-curl.js';
import { toCapturedFile } from './parse-har.js';
import { isLambdaEvent, parseLambdaEvent } from './parse-lambda-event.js';
import { isNgrokCapture, parseNgrok } from './parse-ngrok.js';
import { parseRawHttp } from './parse-raw-http.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Parses the file of a captured request in any of the supported formats.
 *
 * @throws UsageError that lists the formats, or names the malformed member
 */
export function parseCapture(given: Buffer): CapturedFile {
  const bytes = withoutByteOrderMark(given);
  const start = bytes.subarray(0, 1024).toString('latin1').trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return parseJson(decodeHar(bytes));
  if (/^(?:\$ )?curl(?:\.exe)?\s/.test(start)) return fileOfOne(parseCurl(bytes.toString()));
  return fileOfOne(parseRawHttp(bytes));
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  rejectUtf16(bytes);
  return bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
}

function parseJson(text: string): CapturedFile {
  const value = parseJsonOrRecording(text);
  if (value === undefined) throw notACapture('its JSON is incomplete or malformed');
  if (isLambdaEvent(value)) return fileOfOne(parseLambdaEvent(value));
  if (isNgrokCapture(value)) return parseNgrok(value);
  const har = toHar(value);
  if (har) return toCapturedFile(har);
  throw notACapture('its JSON has no log.entries, requestContext or request.raw');
}
