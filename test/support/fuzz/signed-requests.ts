import type { SignedRequest } from 'nestjs-signalwire-webhook/signature';
import { createHash } from 'node:crypto';

import { deduplicated, referenceForm, submitted } from '../reference/form.js';
import { referenceHmac } from '../reference/hmac.js';
import { referenceUrls } from '../reference/url.js';
import { mutate, randomForm, randomJson } from './bodies.js';
import type { Random } from './random.js';

export interface RandomRequest {
  readonly request: SignedRequest;
  readonly signingKeys: readonly string[];
}

type Kind = 'form' | 'json' | 'bodySHA256' | 'none';
type Headers = Record<string, string | string[]>;

export const FUZZ_KEYS = ['PSK_first_of_the_project', 'PSK_second_é_😀', 'k'.repeat(70), 'short'] as const;

const KINDS: readonly Kind[] = ['form', 'form', 'form', 'form', 'form', 'json', 'json', 'bodySHA256', 'none'];
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8',
  'Application/X-WWW-Form-Urlencoded ;charset=ISO-8859-1',
];
const JSON_TYPES = ['application/json', 'application/json; charset=utf-8', ' APPLICATION/JSON'];
const OTHER_TYPES = [
  'text/plain',
  'application/jsonp',
  'application/vnd.api+json',
  '',
  'application/json, text/plain',
];

function randomUrl(random: Random): string {
  const scheme = random.pick(['https://', 'https://', 'http://', 'HTTPS://', 'Http://']);
  const credentials = random.pick(['', '', '', 'user@', 'user:pass@', 'us%20er:p%40ss@', ':@']);
  const host = random.pick(['example.com', 'Example.COM', '127.0.0.1', '[::1]', 'xn--bcher-kva.example']);
  const port = random.pick(['', '', '', ':443', ':80', ':8443', ':4430']);
  const path = random.pick(['/', '/hook', '/hook/', '/a//b', '/España', '/a%2Fb', '/%', '']);
  const query = random.pick([
    '',
    '',
    '?',
    '?a=1&b=2',
    '?b=2&a=%41+x',
    '?x={"a":1}',
    '?x={',
    '?x=}',
    '?{}x=1',
    '?%',
    '?a=é',
    '?bodySHA256=00',
    '??',
  ]);
  return scheme + credentials + host + port + path + query + (random.chance(0.03) ? '#rt=1' : '');
}

function withBodyHash(random: Random, url: string, body: Buffer): string {
  const hash = createHash('sha256').update(body).digest('hex');
  const [beforeFragment = ''] = url.split('#');
  const separator = beforeFragment.includes('?') ? '&' : '?';
  const parameter = `bodySHA256=${hash}`;
  const given = random.pick([
    ...[parameter, parameter, parameter, `${parameter}&x=1`, `x=1&${parameter}`],
    ...[
      `${parameter}&${parameter}`,
      `${parameter}&bodySHA256=`,
      `bodySHA256=${hash.toUpperCase()}`,
      `bodysha256=${hash}`,
    ],
    ...[`body%53HA256=${hash}`, `xbodySHA256=${hash}`, `bodySHA256=${hash}%`, 'bodySHA256', ''],
  ]);
  return beforeFragment + separator + given;
}

/** The messages that some SDK would sign for such a request, right or wrong. */
function messageOf(random: Random, kind: Kind, body: Buffer): Buffer {
  if (kind === 'json') return body;
  if (kind !== 'form') return random.chance(0.95) ? Buffer.alloc(0) : body;
  const pairs = referenceForm(body);
  const sort = random.pick([submitted, deduplicated, submitted, deduplicated, () => pairs]);
  return Buffer.from(sort(pairs).flat().join(''));
}

function spelled(random: Random, digest: Buffer, kind: Kind): string {
  const encoding = kind === 'json' ? 'hex' : kind === 'none' && random.chance(0.4) ? 'hex' : 'base64';
  const text = digest.toString(encoding);
  if (random.chance(0.92)) return text;
  return random.pick([
    ...[
      text.toUpperCase(),
      ` ${text}`,
      `${text} `,
      text.slice(1),
      `${text}=`,
      text.replace('=', ''),
      `${text}, ${text}`,
    ],
    ...[
      digest.toString('hex'),
      digest.toString('base64'),
      digest.toString('base64url'),
      '',
      'touched!',
      '0'.repeat(40),
    ],
    ...[nonCanonical(text), `${text}\n`, text.replace('+', ' '), digest.toString('latin1'), 'é'.repeat(28)],
  ]);
}

/** Decodes to the same 20 bytes; the unused bits of the last digit are set. */
function nonCanonical(base64: string): string {
  return base64.replace(/.=$/, (end) => String.fromCharCode(end.charCodeAt(0) + 1) + '=');
}

function cased(random: Random, name: string): string {
  return random.pick([
    name,
    name,
    name.toUpperCase(),
    name.replace(/\b\w/g, (letter) => letter.toUpperCase()),
  ]);
}

function add(random: Random, headers: Headers, name: string, value: string): void {
  headers[cased(random, name)] = random.chance(0.02) ? random.pick([[value], [value, value]]) : value;
}

function contentTypeOf(random: Random, kind: Kind): string | undefined {
  if (random.chance(0.03)) return random.pick(OTHER_TYPES);
  if (kind === 'form') return random.pick(FORM_TYPES);
  if (kind !== 'none') return random.pick(JSON_TYPES);
  return random.chance(0.6) ? undefined : random.pick([...FORM_TYPES, ...JSON_TYPES, ...OTHER_TYPES]);
}

function headersOf(random: Random, kind: Kind, key: string, message: Buffer): Headers {
  const headers: Headers = {};
  const type = contentTypeOf(random, kind);
  if (type !== undefined) headers[cased(random, 'content-type')] = type;
  const sha1 = () => spelled(random, referenceHmac('sha1', Buffer.from(key), message), kind);
  const sha256 = () => spelled(random, referenceHmac('sha256', Buffer.from(key), message), kind);
  if (random.chance(0.9)) add(random, headers, 'x-signalwire-signature', sha1());
  if (random.chance(0.15)) add(random, headers, 'x-twilio-signature', sha1());
  if (random.chance(kind === 'json' ? 0.3 : 0.05))
    add(random, headers, 'x-signalwire-sha256-signature', sha256());
  if (random.chance(0.03)) add(random, headers, 'x-signalwire-signature', sha1());
  return headers;
}

/** The same bytes as Node, Nest and a function's event may give them. */
function represented(random: Random, bytes: Buffer): Uint8Array | string {
  const text = bytes.toString();
  if (random.chance(0.3) && Buffer.from(text).equals(bytes)) return text;
  if (random.chance(0.3)) return new Uint8Array(bytes);
  const padded = Buffer.concat([Buffer.from('&=%'), bytes, Buffer.from('&=%')]);
  return random.pick([
    bytes,
    padded.subarray(3, 3 + bytes.length),
    new Uint8Array(padded).subarray(3, 3 + bytes.length),
  ]);
}

function bodyOf(random: Random, kind: Kind): Buffer {
  if (kind === 'form') return randomForm(random);
  return kind === 'none' ? Buffer.alloc(0) : randomJson(random);
}

/** A request signed by one of the ways that SDKs know, and after that, now and then, changed. */
export function randomRequest(random: Random): RandomRequest {
  const kind = random.pick(KINDS);
  const signedBody = bodyOf(random, kind);
  const plainUrl = randomUrl(random);
  const signedUrl = kind === 'bodySHA256' ? withBodyHash(random, plainUrl, signedBody) : plainUrl;
  const key = random.pick(FUZZ_KEYS);
  const message = Buffer.concat([
    Buffer.from(random.pick(referenceUrls(signedUrl, random.chance(0.9)))),
    messageOf(random, kind, signedBody),
  ]);
  const headers = headersOf(random, kind, key, message);
  const body = random.chance(0.06) ? mutate(random, signedBody) : signedBody;
  const url = random.chance(0.02) ? randomUrl(random) : signedUrl;
  const method = random.pick(['POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'DELETE']);
  const keys = random.chance(0.97) ? [key] : [];
  return {
    request: {
      method,
      url,
      headers,
      ...(body.length > 0 || random.chance(0.5) ? { body: represented(random, body) } : {}),
    },
    signingKeys: random.shuffle([...keys, ...random.some(2, () => random.pick([...FUZZ_KEYS, '', ' ']))]),
  };
}
