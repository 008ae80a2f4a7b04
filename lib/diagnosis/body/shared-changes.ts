import { gunzipSync, inflateSync } from 'node:zlib';

import { isObject } from '../../errors/is-object.js';
import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import { looksLikeJsonObject } from '../../signature/internal.js';
import type { Change } from '../candidate.js';
import { ofBytes } from './body-change.js';
import { isCompressed, isDeflated, isGzipped } from './compression.js';
import { readJsonShape } from './json-shape.js';

/** A small body can decompress to a thousand times its length. */
const MAX_DECOMPRESSED = 256 * 1024;

/** Decodes base64, the encoding of a body in the events of serverless functions. */
export function decodeBase64(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1').trim();
  if (text.length < 4 || !/^["']?[A-Za-z0-9+/_-]+={0,2}["']?$/.test(text)) return undefined;
  return Buffer.from(text.replace(/["']/g, ''), 'base64');
}

/** Decompresses the body, with the maximum length as the cost. */
export function decompressed(kind: 'form' | 'json', label: string): Change {
  return ofBytes(kind, 'body-compressed', 2, label, decompress, (bytes) =>
    isCompressed(bytes) ? MAX_DECOMPRESSED : undefined,
  );
}

/** Decompresses gzip or deflate; `undefined` for other bytes. */
function decompress(bytes: Buffer): Buffer | undefined {
  const options = { maxOutputLength: MAX_DECOMPRESSED };
  if (isGzipped(bytes)) return gunzipSync(bytes, options);
  return isDeflated(bytes) ? inflateSync(bytes, options) : undefined;
}

/** Reads the body within the event of a serverless function. */
export function ofEvent(kind: 'form' | 'json'): Change {
  return ofBytes(kind, 'body-decoding', 4, 'the body within the event', bodyOfEvent, costOfEvent);
}

function costOfEvent(bytes: Buffer): number | undefined {
  const isTooDeep = !looksLikeJsonObject(bytes) || readJsonShape(bytes).depth > MAX_DIAGNOSIS_JSON_DEPTH;
  return isTooDeep ? undefined : 2 * bytes.length;
}

function bodyOfEvent(bytes: Buffer): Buffer | undefined {
  const event: unknown = JSON.parse(bytes.toString());
  const { body, isBase64Encoded } = isObject(event) ? event : {};
  if (typeof body !== 'string') return undefined;
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

export function withoutLastLineBreak(text: string): string {
  return text.replace(/\r?\n?$/, '');
}

export function toLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

export function toCrLf(text: string): string {
  return toLineFeeds(text).replaceAll('\n', '\r\n');
}
