import type { SignedRequest } from 'nestjs-signalwire-webhook/signature';
import { createHash } from 'node:crypto';

import { deduplicated, type Pair, payloadEntries, referenceForm, submitted } from './form.js';
import { referenceHmac } from './hmac.js';
import { referenceQuery, referenceUrls } from './url.js';

/**
 * The rules of how SignalWire signs, written a second time from their description alone: slow, and nothing of it shared
 * with lib/. A payload is given as entries, so that a parameter named `__proto__` is one like any other.
 */
export interface ReferenceVerified {
  readonly scheme: 'cxml' | 'swml';
  readonly algorithm: 'sha1' | 'sha256';
  readonly keyIndex: number;
  readonly url: string;
  /** `undefined` where a signed body is not one whole JSON object. */
  readonly payload: readonly (readonly [string, unknown])[] | undefined;
}

interface Reading {
  readonly scheme: 'cxml' | 'swml';
  readonly algorithm: 'sha1' | 'sha256';
  readonly signature: string;
  readonly encoding: 'hex' | 'base64';
  /** What follows the URL in the message, each with the payload that it stands for. */
  readonly messages: readonly (readonly [bytes: Uint8Array, payload: ReferenceVerified['payload']])[];
}

const SIGNATURE = 'x-signalwire-signature';
const ALIAS = 'x-twilio-signature';
const SHA256 = 'x-signalwire-sha256-signature';
const MAX_PARAMETERS = 10_000;

const NOTHING = new Uint8Array();

/** `undefined` where the request must be refused. */
export function referenceVerdict(
  request: SignedRequest,
  signingKeys: readonly string[],
): ReferenceVerified | undefined {
  const reading = read(request);
  if (reading === undefined) return undefined;
  const { scheme, algorithm, signature, encoding, messages } = reading;
  const urls = referenceUrls(request.url, scheme === 'cxml');
  for (const [keyIndex, key] of signingKeys.entries()) {
    if (key.trim() === '') continue;
    for (const [bytes, payload] of messages) {
      for (const url of urls) {
        const message = Buffer.concat([Buffer.from(url), bytes]);
        if (referenceHmac(algorithm, Buffer.from(key), message).toString(encoding) === signature) {
          return { scheme, algorithm, keyIndex, url, payload };
        }
      }
    }
  }
  return undefined;
}

function read(request: SignedRequest): Reading | undefined {
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? NOTHING);
  const [contentType = '', ...others] = header(request, 'content-type');
  if (others.length > 0) return undefined;
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const isForm = mediaType === 'application/x-www-form-urlencoded';
  const isJson = mediaType === 'application/json';
  if (isJson && (body.length > 0 || header(request, SHA256).length > 0)) return readJson(request, body);
  if (body.length === 0) return readUrlAlone(request, isForm || isJson);
  return isForm ? readForm(request, body) : undefined;
}

/** In hexadecimal only where no content type speaks of another scheme: a form's is base64, and JSON has a body. */
function readUrlAlone(request: SignedRequest, hasContentType: boolean): Reading | undefined {
  const isQuery = request.method === 'GET' || request.method === 'HEAD';
  const query = isQuery ? referenceForm(Buffer.from(referenceQuery(request.url))) : [];
  const messages = [[NOTHING, payloadEntries(query)]] as const;
  const base64 = one([...header(request, SIGNATURE), ...aliasOf(request)]);
  if (isBase64(base64)) {
    return { scheme: 'cxml', algorithm: 'sha1', signature: base64, encoding: 'base64', messages };
  }
  const hex = one(header(request, SIGNATURE));
  if (hasContentType || !isHex(hex, 40) || mayEndInObject(request.url)) return undefined;
  return { scheme: 'swml', algorithm: 'sha1', signature: hex, encoding: 'hex', messages };
}

/** A JSON body that was moved to the end of the URL makes the same message. */
function mayEndInObject(url: string): boolean {
  return url.includes('{');
}

/** The alias counts where SignalWire's own header is absent. */
function aliasOf(request: SignedRequest): string[] {
  return header(request, SIGNATURE).length === 0 ? header(request, ALIAS) : [];
}

function readForm(request: SignedRequest, body: Uint8Array): Reading | undefined {
  const signature = one([...header(request, SIGNATURE), ...aliasOf(request)]);
  if (!isBase64(signature)) return undefined;
  const pairs = referenceForm(body);
  if (pairs.length > MAX_PARAMETERS) return undefined;
  const messages = [submitted(pairs)];
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) messages.push(deduplicated(pairs));
  const signed = messages
    .map((each) => [concatenated(each), payloadEntries(inOrderOf(pairs, each))] as const)
    // A signature over the URL alone is none for a body.
    .filter(([bytes]) => bytes.length > 0);
  return { scheme: 'cxml', algorithm: 'sha1', signature, encoding: 'base64', messages: signed };
}

function concatenated(pairs: readonly Pair[]): Uint8Array {
  return Buffer.from(pairs.map(([name, value]) => name + value).join(''));
}

/** The same pairs with their names in the order of the request. */
function inOrderOf(pairs: readonly Pair[], sorted: readonly Pair[]): Pair[] {
  const names = [...new Set(pairs.map(([name]) => name))];
  return names.flatMap((name) => sorted.filter(([each]) => each === name));
}

function readJson(request: SignedRequest, body: Uint8Array): Reading | undefined {
  const payload = jsonEntries(body);
  const strong = header(request, SHA256);
  if (strong.length > 0) {
    const signature = one(strong);
    if (!isHex(signature, 64) || !looksLikeObject(body)) return undefined;
    return { scheme: 'swml', algorithm: 'sha256', signature, encoding: 'hex', messages: [[body, payload]] };
  }
  const signature = one(header(request, SIGNATURE));
  if (isHex(signature, 40)) {
    if (!looksLikeObject(body)) return undefined;
    return { scheme: 'swml', algorithm: 'sha1', signature, encoding: 'hex', messages: [[body, payload]] };
  }
  const base64 = one([...header(request, SIGNATURE), ...aliasOf(request)]);
  if (!isBase64(base64) || !hasBodyHash(request.url, body)) return undefined;
  return {
    scheme: 'cxml',
    algorithm: 'sha1',
    signature: base64,
    encoding: 'base64',
    messages: [[NOTHING, payload]],
  };
}

function hasBodyHash(url: string, body: Uint8Array): boolean {
  const query = referenceQuery(url);
  if (!query.includes('bodySHA256')) return false;
  const hashes = referenceForm(Buffer.from(query)).filter(([name]) => name === 'bodySHA256');
  return hashes.length === 1 && hashes[0]?.[1] === createHash('sha256').update(body).digest('hex');
}

function looksLikeObject(body: Uint8Array): boolean {
  const text = Buffer.from(body)
    .toString('latin1')
    .replace(/^[ \t\r\n]+/, '')
    .replace(/[ \t\r\n]+$/, '');
  return text.startsWith('{') && text.endsWith('}');
}

function jsonEntries(body: Uint8Array): (readonly [string, unknown])[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

/** All values of a header, whatever the case of its name. */
function header({ headers }: SignedRequest, name: string): string[] {
  return Object.entries(headers)
    .filter(([each]) => each.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
}

function one(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : '';
}

function isHex(text: string, length: number): boolean {
  return text.length === length && /^[0-9a-f]+$/.test(text);
}

/** 20 bytes in base64, in the one canonical spelling. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]{27}=$/.test(text) && Buffer.from(text, 'base64').toString('base64') === text;
}
