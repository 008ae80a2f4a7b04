import { createHash, createHmac, randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

import { signRequest } from '../../../signature/index.js';
import {
  decodeForm,
  decodeOrKeep,
  isSignatureHeader,
  matchesBodySha256,
  NO_BYTES,
  readBodyKind,
  SHA256_SIGNATURE_HEADER,
} from '../../../signature/internal.js';
import { joinHeaders } from '../capture/captured-request.js';
import { type DeliveredRequest, type DeliveredResponse, type Delivery, toPairs } from '../listen/delivery.js';
import { readKindAndGroup, readPayload } from '../listen/describe-payload.js';
import { withoutCredentials } from '../url.js';
import { FIELD_NAMES, FIELD_VALUES } from './known-fields.js';

const REDACTED = '[redacted]';
const MAX_DEPTH = 100;
/** Limit of an unverified body. Anyone can send long bodies, and each text in a body costs an HMAC. */
const MAX_UNVERIFIED_BYTES = 128 * 1024;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const PHONE_NUMBER = /^\+?\d{7,15}$/;
const ID_NAME = /(?:Sid|SID|Id|ID|_id)$|^id$/;
const INDEXED_NAME = /^Media(?:Url|ContentType)\d{1,2}$/;
/** A path segment that is part of a route. Any other segment may be a parameter. */
const ROUTE_SEGMENT = /^(?:[a-z][a-z_-]{0,23}\d?)?$/i;

/** Replacements that a handler can parse, by the pattern of the replaced text. */
const REPLACEMENTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^-?\d+(?:\.\d+)?$/, '0'],
  [/^\d{4}-\d\d-\d\d[T ]/, '2000-01-01T00:00:00Z'],
  [/^https?:/i, 'https://redacted.example/'],
  [/^sips?:/i, 'sip:redacted@redacted.example'],
];

const CONTENT_TYPES = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  other: undefined,
};

/** Headers that are kept, and their allowed values. */
const HEADER_VALUES: ReadonlyMap<string, RegExp> = new Map([
  ['accept', /^\*\/\*$/],
  ['accept-encoding', /^(?:(?:gzip|deflate|br|identity)(?:, ?(?!$)|$))+$/i],
  ['connection', /^(?:close|keep-alive)$/i],
  ['content-type', /^(?:application|text)\/(?:json|xml|x-yaml|yaml|html|plain)(?:; ?charset=utf-8)?$/i],
  ['x-forwarded-proto', /^https?$/i],
]);

/** Returns a new key that only signs a recording. */
export function makeTemporaryKey(): string {
  return `PSK_redacted_${randomBytes(12).toString('hex')}`;
}

/**
 * Removes all content of deliveries that is not known to be harmless, and signs the rest with a key that is in the file. Equal IDs, phone
 * numbers and names get equal replacements within one recording session.
 */
export class Redactor {
  /** Not in the file. Otherwise anyone could find a phone number by trying all numbers. */
  private readonly salt = randomBytes(32);

  constructor(private readonly temporaryKey: string) {}

  redact(delivery: Delivery): Delivery {
    const { url, request, result, response } = delivery;
    const isTooLong = !result.verified && request.body.length > MAX_UNVERIFIED_BYTES;
    const body = isTooLong ? NO_BYTES : this.redactBody(request);
    const isCut = request.isCut || (request.body.length > 0 && body.length === 0);
    const hash = matchesBodySha256(url, request.body)
      ? createHash('sha256').update(body).digest('hex')
      : undefined;
    const target = this.redactUrl(request.target, hash);
    const base = this.redactUrl(url.slice(0, url.length - request.target.length));
    const unsigned = { ...request, url: base + target, target, body };
    const key = result.verified ? this.temporaryKey : makeTemporaryKey();
    const headers = redactRequestHeaders(unsigned, key);
    const payload = readPayload({ ...unsigned, headers: joinHeaders(toPairs(headers)) });
    return {
      ...delivery,
      url: unsigned.url,
      request: { ...request, target, headers, body, isCut },
      diagnosis: undefined,
      ...readKindAndGroup(payload),
      response: redactResponse(response),
      warnings: [],
    };
  }

  private redactBody({ headers, body }: DeliveredRequest): Buffer {
    const kind = readBodyKind(joinHeaders(toPairs(headers))['content-type']);
    if (kind === 'form') return decodeForm(body) ? Buffer.from(this.redactForm(body.toString())) : NO_BYTES;
    return kind === 'json' ? Buffer.from(this.redactJson(body.toString()) ?? '') : NO_BYTES;
  }

  /** @param hash hash of the redacted body, if the URL contains the hash of the body */
  private redactUrl(text: string, hash?: string): string {
    const [, origin = '', path = '', query] =
      /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(withoutCredentials(text)) ?? [];
    const segments = path.split('/').map((segment) => this.redactSegment(segment));
    return origin + segments.join('/') + (query === undefined ? '' : `?${this.redactForm(query, hash)}`);
  }

  private redactSegment(segment: string): string {
    return ROUTE_SEGMENT.test(segment)
      ? segment
      : encodeURIComponent(this.redactText('', decodeOrKeep(segment)));
  }

  private redactForm(text: string, hash?: string): string {
    const pairs = [...new URLSearchParams(text)].map(([name, value]): [string, string] =>
      hash !== undefined && name === 'bodySHA256'
        ? [name, hash]
        : [this.redactName(name), this.redactText(name, value)],
    );
    return new URLSearchParams(pairs).toString();
  }

  /** @returns `undefined` if the text is not JSON */
  private redactJson(text: string): string | undefined {
    try {
      return JSON.stringify(this.redactValue('', JSON.parse(text), 0));
    } catch {
      return undefined;
    }
  }

  private redactValue(name: string, value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) return null;
    if (typeof value === 'number') return 0;
    if (typeof value === 'string') return this.redactText(name, value);
    if (Array.isArray(value)) return value.map((each) => this.redactValue(name, each, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        this.redactName(key),
        this.redactValue(key, each, depth + 1),
      ]),
    );
  }

  private redactName(name: string): string {
    if (FIELD_NAMES.has(name) || INDEXED_NAME.test(name)) return name;
    return `field_${this.digest(name).slice(0, 12)}`;
  }

  private redactText(name: string, value: string): string {
    if (value === '' || FIELD_VALUES.get(name)?.has(value)) return value;
    if (UUID.test(value)) return this.idFor(value);
    if (PHONE_NUMBER.test(value)) return this.numberFor(value);
    if (ID_NAME.test(name)) return this.idFor(value);
    if (value.startsWith('{')) return this.redactJson(value) ?? REDACTED;
    return REPLACEMENTS.find(([pattern]) => pattern.test(value))?.[1] ?? REDACTED;
  }

  private idFor(value: string): string {
    return this.digest(value).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  }

  /** Returns a number that is reserved for fiction: 555-0100 to 555-0199 of each area. */
  private numberFor(value: string): string {
    const digits = String(Number.parseInt(this.digest(value).slice(0, 8), 16) % 10_000).padStart(4, '0');
    return `${value.startsWith('+') ? '+' : ''}12${digits.slice(0, 2)}55501${digits.slice(2)}`;
  }

  private digest(value: string): string {
    return createHmac('sha256', this.salt).update(value).digest('hex');
  }
}

/** Adds a signature if the request had one. */
function redactRequestHeaders(request: DeliveredRequest & { readonly url: string }, key: string): string[] {
  const given = joinHeaders(toPairs(request.headers));
  const contentType = CONTENT_TYPES[readBodyKind(given['content-type'])];
  const kept = keptHeaders(request.headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  if (contentType !== undefined) kept.push(['Content-Type', contentType]);
  if (request.body.length > 0) kept.push(['Content-Length', String(request.body.length)]);
  return [...kept, ...sign(request, given, contentType, key)].flat();
}

function sign(
  request: DeliveredRequest & { readonly url: string },
  given: Readonly<Record<string, string>>,
  contentType: string | undefined,
  key: string,
): [string, string][] {
  if (!Object.keys(given).some(isSignatureHeader)) return [];
  const isBySha256 = given[SHA256_SIGNATURE_HEADER] !== undefined;
  try {
    const algorithms = isBySha256 ? (['sha1', 'sha256'] as const) : (['sha1'] as const);
    const headers = { 'content-type': contentType };
    return Object.entries(signRequest({ ...request, headers }, key, { algorithms }));
  } catch {
    return [];
  }
}

function redactResponse(response: DeliveredResponse): DeliveredResponse {
  const statusText = STATUS_CODES[response.status] ?? '';
  return { ...response, statusText, headers: keptHeaders(response.headers).flat(), body: NO_BYTES };
}

function keptHeaders(headers: readonly string[]): [name: string, value: string][] {
  return toPairs(headers).filter(([name, value]) => HEADER_VALUES.get(name.toLowerCase())?.test(value));
}
