import type { SignedContent, WebhookRequest } from 'nestjs-signalwire-webhook/signature';

import { bodyHashes, isOnlyHashOf } from './body-hash.js';
import { areInUtf8 } from './charset.js';
import { deduplicated, type Pair, payloadEntries, referenceForm, submitted } from './form.js';
import { referenceHmac } from './hmac.js';
import { referenceQuery, referenceUrls } from './url.js';

/**
 * The rules of how SignalWire signs, written a second time from their description alone: slow, and nothing of it shared
 * with lib/. A payload is given as entries, so that a parameter named `__proto__` is one like any other.
 */
export interface ReferenceVerified {
  readonly signatureFormat: 'cxml' | 'swml';
  readonly algorithm: 'sha1' | 'sha256';
  readonly content: SignedContent;
  readonly keyIndex: number;
  readonly url: string;
  /** `undefined` where a signed body is not one whole JSON object. */
  readonly payload: readonly (readonly [string, unknown])[] | undefined;
}

interface Reading {
  readonly signatureFormat: 'cxml' | 'swml';
  readonly algorithm: 'sha1' | 'sha256';
  readonly content: SignedContent;
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

/** `undefined` where the request must be rejected. */
export function referenceResult(
  request: WebhookRequest,
  signingKeys: readonly string[],
): ReferenceVerified | undefined {
  const reading = read(request);
  if (reading === undefined) return undefined;
  const { signatureFormat, algorithm, content, signature, encoding, messages } = reading;
  const urls = referenceUrls(request.url, signatureFormat === 'cxml');
  for (const [keyIndex, key] of signingKeys.entries()) {
    if (key.trim() === '') continue;
    for (const [bytes, payload] of messages) {
      for (const url of urls) {
        const message = Buffer.concat([Buffer.from(url), bytes]);
        if (referenceHmac(algorithm, Buffer.from(key), message).toString(encoding) === signature) {
          return { signatureFormat, algorithm, content, keyIndex, url, payload };
        }
      }
    }
  }
  return undefined;
}

/**
 * Whether a route with this `content` accepts the verified request. Where it allows `bodySHA256`, a GET or HEAD without a body
 * and with one `bodySHA256` must have the hash of nothing: the body may have been cut off.
 */
export function isForRoute(
  { content }: ReferenceVerified,
  request: WebhookRequest,
  allowed: readonly SignedContent[],
): boolean {
  if (!allowed.includes(content)) return false;
  const hashes = bodyHashes(request.url);
  const isHashed = content === 'query' && hashes.length === 1 && allowed.includes('bodySHA256');
  return !isHashed || isOnlyHashOf(NOTHING, hashes);
}

function read(request: WebhookRequest): Reading | undefined {
  const body = bodyOf(request);
  if (body.length === 0) return readUrlAlone(request);
  const contentType = one(header(request, 'content-type'));
  // A comma joins several, as it does in a repeated signature header.
  if (contentType.includes(',')) return undefined;
  const [mediaType = '', ...parameters] = contentType.split(';');
  switch (mediaType.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return readForm(request, body);
    case 'application/json':
      return areInUtf8(parameters) ? readJson(request, body) : undefined;
    default:
      return undefined;
  }
}

function bodyOf({ body }: WebhookRequest): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : (body ?? NOTHING);
}

function isQuery({ method }: WebhookRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Without a body the content type means nothing. */
function readUrlAlone(request: WebhookRequest): Reading | undefined {
  const hashes = bodyHashes(request.url);
  if (!isQuery(request) && hashes.length > 0 && !isOnlyHashOf(NOTHING, hashes)) return undefined;
  const query = isQuery(request) ? referenceForm(Buffer.from(referenceQuery(request.url))) : [];
  const messages = [[NOTHING, payloadEntries(query)]] as const;
  const signature = signatureOf(request);
  const reading = { algorithm: 'sha1', content: 'query', signature, messages } as const;
  if (isBase64(signature)) return { ...reading, signatureFormat: 'cxml', encoding: 'base64' };
  if (!isHex(signature, 40) || mayEndInObject(request.url)) return undefined;
  return { ...reading, signatureFormat: 'swml', encoding: 'hex' };
}

/** A JSON body that was moved to the end of the URL makes the same message. */
function mayEndInObject(url: string): boolean {
  return url.includes('{');
}

/** The alias counts where SignalWire's own header is absent; an empty or malformed own header decides. */
function signatureOf(request: WebhookRequest): string {
  const own = header(request, SIGNATURE);
  return one(own.length > 0 ? own : header(request, ALIAS));
}

function readForm(request: WebhookRequest, body: Uint8Array): Reading | undefined {
  const signature = signatureOf(request);
  if (!isBase64(signature)) return undefined;
  const pairs = referenceForm(body);
  if (pairs.length > MAX_PARAMETERS) return undefined;
  const messages = [submitted(pairs)];
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) messages.push(deduplicated(pairs));
  const signed = messages
    .map((each) => [concatenated(each), payloadEntries(inOrderOf(pairs, each))] as const)
    // A signature over the URL alone is none for a body.
    .filter(([bytes]) => bytes.length > 0);
  return {
    signatureFormat: 'cxml',
    algorithm: 'sha1',
    content: 'form',
    signature,
    encoding: 'base64',
    messages: signed,
  };
}

function concatenated(pairs: readonly Pair[]): Uint8Array {
  return Buffer.from(pairs.map(([name, value]) => name + value).join(''));
}

/** The same pairs with their names in the order of the request. */
function inOrderOf(pairs: readonly Pair[], sorted: readonly Pair[]): Pair[] {
  const names = [...new Set(pairs.map(([name]) => name))];
  return names.flatMap((name) => sorted.filter(([each]) => each === name));
}

function readJson(request: WebhookRequest, body: Uint8Array): Reading | undefined {
  const payload = jsonEntries(body);
  const whole = {
    signatureFormat: 'swml',
    content: 'json',
    encoding: 'hex',
    messages: [[body, payload]],
  } as const;
  const strong = header(request, SHA256);
  if (strong.length > 0) {
    const signature = one(strong);
    if (!isHex(signature, 64) || !looksLikeObject(body)) return undefined;
    return { ...whole, algorithm: 'sha256', signature };
  }
  const signature = signatureOf(request);
  if (isHex(signature, 40)) {
    return looksLikeObject(body) ? { ...whole, algorithm: 'sha1', signature } : undefined;
  }
  if (!isBase64(signature) || !isOnlyHashOf(body, bodyHashes(request.url))) return undefined;
  return {
    signatureFormat: 'cxml',
    algorithm: 'sha1',
    content: 'bodySHA256',
    signature,
    encoding: 'base64',
    messages: [[NOTHING, payload]],
  };
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
function header({ headers }: WebhookRequest, name: string): string[] {
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
