import { createHmac, randomBytes } from 'node:crypto';

import { readBodyKind } from '../../signature/internal.js';
import { signRequest } from '../../signature/index.js';
import { joinHeaders } from '../capture/captured-request.js';
import { type Delivery, type DeliveredRequest, toPairs } from '../listen/delivery.js';
import { withoutCredentials } from '../url.js';

const PHONE_NUMBER = /\+?\d{7,15}(?!\d)/g;
const IS_ID = /^[\da-f]{8}-[\da-f-]{27}(?:@[\w-]+)?$/i;
const DROPPED_HEADERS =
  /^(?:authorization|cookie|set-cookie|forwarded|x-forwarded-for|x-real-ip|x-(?:signalwire|twilio)-.*|content-length)$/i;
/** Fields that hold what people said, wrote, typed or are called. */
const TEXT_FIELD =
  /^(?:body|text|content|message|name|summary|prompt|raw|digits|substituted|caller(?:id)?_?name|.*(?:city|state|zip|country)|speech_?result|transcription_?text|payment.*|security_?code|expiration_?date|error_?message|.*utterance|transcript)$/i;
const REDACTED = '[redacted]';

/** A key that signs a recording, and nothing else. */
export function makeThrowAwayKey(): string {
  return `PSK_redacted_${randomBytes(12).toString('hex')}`;
}

/** Takes numbers and texts out of deliveries, and signs what is left with a key that everybody may know. */
export class Redactor {
  constructor(private readonly throwAwayKey: string) {}

  redact(delivery: Delivery): Delivery {
    const url = this.redactUrl(withoutCredentials(delivery.url));
    const request = this.redactRequest(delivery.request, url, delivery.verdict.verified);
    const { response, group } = delivery;
    const headers = toPairs(response.headers).filter(([name]) => !DROPPED_HEADERS.test(name));
    return {
      ...delivery,
      url,
      request,
      diagnosis: undefined,
      group: group === undefined ? undefined : this.redactText('', group),
      response: { ...response, headers: headers.flat(), body: Buffer.alloc(0) },
    };
  }

  private redactRequest(request: DeliveredRequest, url: string, isVerified: boolean): DeliveredRequest {
    const kept = toPairs(request.headers).filter(([name]) => !DROPPED_HEADERS.test(name));
    const names = joinHeaders(kept);
    const body = this.redactBody(request.body, readBodyKind(names['content-type']));
    const key = isVerified ? this.throwAwayKey : makeThrowAwayKey();
    const signature = Object.entries(sign({ ...request, url, headers: names, body }, key));
    const length: [string, string][] = body.length > 0 ? [['Content-Length', String(body.length)]] : [];
    const headers = [...kept, ...length, ...signature].flat();
    return { ...request, target: url.replace(/^[^/]+\/\/[^/?#]*/, ''), headers, body };
  }

  private redactUrl(url: string): string {
    const start = url.indexOf('?');
    return start < 0 ? url : `${url.slice(0, start)}?${this.redactForm(url.slice(start + 1))}`;
  }

  private redactBody(body: Buffer, kind: ReturnType<typeof readBodyKind>): Buffer {
    if (kind === 'form') return Buffer.from(this.redactForm(body.toString()));
    if (kind !== 'json') return Buffer.alloc(0);
    try {
      return Buffer.from(JSON.stringify(this.redactValue('', JSON.parse(body.toString()), 0)));
    } catch {
      return Buffer.alloc(0);
    }
  }

  private redactForm(text: string): string {
    const redacted = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(text))
      redacted.append(name, this.redactText(name, value));
    return redacted.toString();
  }

  private redactValue(name: string, value: unknown, depth: number): unknown {
    if (depth > 100) return null;
    if (typeof value === 'string') return this.redactText(name, value);
    if (Array.isArray(value)) return value.map((each: unknown) => this.redactValue(name, each, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.redactValue(key, each, depth + 1)]),
    );
  }

  private redactText(name: string, value: string): string {
    if (value === '' || IS_ID.test(value)) return value;
    if (TEXT_FIELD.test(name)) return REDACTED;
    if (/^https?:/i.test(value)) return value;
    const text = value.replace(PHONE_NUMBER, (number) => this.replaceNumber(number));
    return /\s/.test(text) && !Date.parse(text) ? REDACTED : text;
  }

  /** The same number becomes the same one, of the range that is set aside for fiction. */
  private replaceNumber(number: string): string {
    const hash = createHmac('sha256', this.throwAwayKey + SALT)
      .update(number)
      .digest();
    return `+1202555${String(100 + (hash.readUInt32BE() % 100)).padStart(4, '0')}`;
  }
}

/** Not in the file, so that numbers cannot be found by trying them all. */
const SALT = randomBytes(16).toString('hex');

function sign(request: Parameters<typeof signRequest>[0], key: string): Record<string, string> {
  try {
    return signRequest(request, key);
  } catch {
    return {};
  }
}
