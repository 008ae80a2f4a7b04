import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';

import { deduplicated, referenceForm, submitted } from '../reference/form.js';
import { referenceHmac } from '../reference/hmac.js';
import { referenceUrls } from '../reference/url.js';
import { mutate, randomForm, randomJson } from './bodies.js';
import { randomFormType, randomJsonType, randomOtherType, randomType } from './content-types.js';
import { withBodyHash } from './hashed-urls.js';
import type { Random } from './random.js';

export interface RandomRequest {
  readonly request: WebhookRequest;
  readonly signingKeys: readonly string[];
}

type Kind = 'form' | 'json' | 'bodySHA256' | 'none';
type Headers = Record<string, string | string[] | undefined>;
type Sign = (algorithm: 'sha1' | 'sha256') => string;

const OWN = 'x-signalwire-signature';
const ALIAS = 'x-twilio-signature';
const OWN_SHA256 = 'x-signalwire-sha256-signature';

export const FUZZ_KEYS = ['PSK_first_of_the_project', 'PSK_second_é_😀', 'k'.repeat(70), 'short'] as const;

const KINDS_BUT_FORMS = ['json', 'json', 'json', 'bodySHA256', 'none', 'none'] as const;
const KINDS: readonly Kind[] = ['form', 'form', 'form', 'form', 'form', ...KINDS_BUT_FORMS];

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
  if (kind === 'none') return random.chance(0.3) ? undefined : randomType(random);
  if (random.chance(0.03)) return randomOtherType(random);
  return kind === 'form' ? randomFormType(random) : randomJsonType(random);
}

/** One; from time to time several, in a list or under two spellings of the name. */
function addContentType(random: Random, headers: Headers, kind: Kind): void {
  const type = contentTypeOf(random, kind);
  if (type === undefined) return;
  headers[cased(random, 'content-type')] = type;
  if (random.chance(kind === 'none' ? 0.9 : 0.98)) return;
  headers[cased(random, 'content-type')] = random.pick([[type], [type, type], randomType(random)]);
}

/** In SignalWire's own header, in the alias, or in both, where the own one decides. */
function addSignature(random: Random, headers: Headers, sign: Sign): void {
  const place = random.next();
  if (place < 0.02) return;
  if (place < 0.78) add(random, headers, OWN, sign('sha1'));
  else if (place < 0.92) {
    if (random.chance(0.05)) headers[OWN] = undefined;
    add(random, headers, ALIAS, sign('sha1'));
  } else {
    const other = () =>
      random.pick([sign('sha1'), '', ' ', 'touched!', 'a'.repeat(40), 'A'.repeat(27) + '=']);
    add(random, headers, OWN, random.chance(0.4) ? sign('sha1') : other());
    add(random, headers, ALIAS, random.chance(0.7) ? sign('sha1') : other());
  }
  if (random.chance(0.03)) add(random, headers, random.pick([OWN, ALIAS]), sign('sha1'));
}

const SHARES_WITH_SHA256 = { form: 0.05, json: 0.3, bodySHA256: 0.05, none: 0.3 } as const;

function headersOf(random: Random, kind: Kind, key: string, message: Buffer): Headers {
  const headers: Headers = {};
  const sign: Sign = (algorithm) =>
    spelled(random, referenceHmac(algorithm, Buffer.from(key), message), kind);
  addContentType(random, headers, kind);
  addSignature(random, headers, sign);
  if (random.chance(SHARES_WITH_SHA256[kind])) add(random, headers, OWN_SHA256, sign('sha256'));
  if (random.chance(0.03)) add(random, headers, 'x-twilio-sha256-signature', sign('sha256'));
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

function signedUrlOf(random: Random, kind: Kind, body: Buffer): string {
  const url = randomUrl(random);
  if (kind === 'bodySHA256') return withBodyHash(random, url, body);
  if (kind !== 'none' || random.chance(0.6)) return url;
  return withBodyHash(random, url, random.chance(0.7) ? body : randomJson(random));
}

type UrlAndBody = readonly [url: string, body: Buffer];

/** What an attacker or a proxy may make of a signed request. */
function changed(random: Random, kind: Kind, url: string, body: Buffer): UrlAndBody {
  if (random.chance(0.06)) return [url, mutate(random, body)];
  if (random.chance(0.02)) return [randomUrl(random), body];
  if (random.chance(0.03)) return [url, Buffer.alloc(0)];
  return kind === 'json' && random.chance(0.06) ? moved(random, url, body) : [url, body];
}

/**
 * The end of the query at the start of the body, or the whole body at the end of the URL: the message stays. Behind a host
 * alone it would make a URL that is none.
 */
function moved(random: Random, url: string, body: Buffer): UrlAndBody {
  const query = url.indexOf('?');
  if (query < 0 && !/^[^/]+\/\/[^/?#]*\//.test(url)) return [url, body];
  if (query < 0 || random.chance(0.5)) return [url + body.toString(), Buffer.alloc(0)];
  const at = random.chance(0.5) ? url.lastIndexOf('{') : query + random.below(url.length - query);
  const end = Math.max(at, query);
  return [url.slice(0, end), Buffer.concat([Buffer.from(url.slice(end)), body])];
}

/** A request signed by one of the ways that SDKs know, and after that, now and then, changed. */
export function randomRequest(random: Random): RandomRequest {
  const kind = random.pick(KINDS);
  const signedBody = bodyOf(random, kind);
  const signedUrl = signedUrlOf(random, kind, signedBody);
  const key = random.pick(FUZZ_KEYS);
  const message = Buffer.concat([
    Buffer.from(random.pick(referenceUrls(signedUrl, random.chance(kind === 'json' ? 0.2 : 0.9)))),
    messageOf(random, kind, signedBody),
  ]);
  const headers = headersOf(random, kind, key, message);
  const [url, body] = changed(random, kind, signedUrl, signedBody);
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
