import { createHash } from 'node:crypto';

import { asBuffer, parseForm } from './form.js';
import { readQuery } from './query.js';

export function toBytes(body: Uint8Array | string | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return typeof body === 'string' ? Buffer.from(body) : asBuffer(body);
}

/** Whether the query holds exactly one `bodySHA256`, and it is the body's hash in lower-case hexadecimal. */
export function matchesBodySha256(url: string, body: Uint8Array): boolean {
  const claimed = readBodySha256(url);
  return claimed.length === 1 && claimed[0] === createHash('sha256').update(body).digest('hex');
}

export function readBodySha256(url: string): string[] {
  const query = readQuery(url);
  if (!query.includes('bodySHA256')) return [];
  return parseForm(query).flatMap(([name, value]) => (name === 'bodySHA256' ? value : []));
}

/**
 * Whether the bytes can be one JSON object: cheap, and before any HMAC. Whoever hands the body on has still to
 * parse it whole; a proper suffix of a JSON object is never one, so nothing can hide between URL and body.
 */
export function looksLikeJsonObject(body: Uint8Array): boolean {
  let start = 0;
  let end = body.length - 1;
  while (isJsonSpace(body[start])) start++;
  while (isJsonSpace(body[end])) end--;
  return body[start] === 0x7b && body[end] === 0x7d;
}

/** SignalWire sends some dozens; sorting hundreds of thousands would keep the process busy for a second. */
const MAX_PARAMETERS = 10_000;

export function hasTooManyParameters(form: Uint8Array): boolean {
  let separators = 0;
  for (let at = form.indexOf(AMPERSAND); at >= 0; at = form.indexOf(AMPERSAND, at + 1)) {
    if (++separators >= MAX_PARAMETERS) return true;
  }
  return false;
}

const AMPERSAND = 0x26;

function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
