import { gzipSync } from 'node:zlib';
import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';

import { deduplicated, referenceForm, submitted } from '../reference/form.js';
import { referenceHmac } from '../reference/hmac.js';
import { referenceUrls } from '../reference/url.js';
import { jsonInCharset, mutate, randomForm, randomJson } from './bodies.js';
import { randomFormType, randomJsonType, randomOtherType, randomType } from './content-types.js';
import { withBodyHash } from './hashed-urls.js';
import {
  ALLOWED_HOSTS,
  BASE,
  CREDENTIALS,
  type FuzzedRoute,
  KEY,
  PROJECT,
  ROUTES,
  ATTACKERS_KEY,
} from './http-application.js';
import type { Random } from './random.js';

type Header = readonly [name: string, value: string];

/** One request on the wire, and what a receiver that follows HTTP understands by it. */
export interface WireRequest {
  readonly number: string;
  readonly bytes: Buffer;
  readonly method: string;
  readonly target: string;
  readonly route: FuzzedRoute | undefined;
  readonly headers: readonly Header[];
  /** The bodies that a receiver may see: as sent, and decompressed. */
  readonly bodies: readonly Buffer[];
  /** Unchanged since it was signed, so it must be allowed. */
  readonly isHonest: boolean;
}

const METHODS = ['POST', 'POST', 'POST', 'POST', 'GET', 'GET', 'HEAD'];
const ODD_METHODS = [
  ...[
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'PROPFIND',
    'M-SEARCH',
    'PURGE',
    'QUERY',
    'SOURCE',
  ],
  ...['get', 'Post', 'G ET', '', 'POST\0', 'FOO', 'PRI', 'LOCK', 'UNSUBSCRIBE', 'POST\t'],
];
const ODD_VERSIONS = ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'http/1.1', 'HTTP/1.2', ''];
const QUERIES = [
  '',
  '',
  '',
  '?',
  '?a=1&b=2',
  '?b=2&a=%41+x',
  '??x',
  '?x=%zz',
  '?%',
  '?{"a":1}',
  '?a[b]=1&a[c]=2',
  '?__proto__=1',
];
const SUBPATHS = [
  '',
  '',
  '',
  '/',
  '//',
  '/x',
  '/%2e%2e/x',
  '/a%2Fb',
  '/..',
  '/;a=b',
  '/%00',
  '/%zz',
  '/%E0%A4%A',
  '/%C3%A9',
  '/*',
];

function oddTarget(random: Random, path: string): string {
  const host = random.pick([
    'example.com',
    'attacker.test',
    'user:pass@example.com',
    '127.0.0.1:80',
    '',
    '[::1',
  ]);
  return random.pick([
    ...[
      `http://${host}${path}`,
      `https://${host}${path}`,
      `HTTPS://${host}${path}?x=1`,
      `http://${host}`,
      `${BASE}${path}`,
    ],
    ...[
      `/${path}`,
      `//${host}${path}`,
      `///${path}`,
      `/\\${path}`,
      `\\${path}`,
      `/.${path}`,
      `/..${path}`,
      `.${path}`,
    ],
    ...[
      '*',
      '',
      ' ',
      '?',
      '?x=1',
      '#',
      'example.com:443',
      path.slice(1),
      `x:${path}`,
      `urn:x`,
      `file://${path}`,
    ],
    ...[
      `${path}#fragment`,
      `${path}#?a=1`,
      `${path}\0`,
      `${path}\t`,
      `${path} x`,
      `${path}\u{e9}`,
      path.toUpperCase(),
    ],
    ...[
      `/%${path.slice(1)}`,
      path.replace('/', '/%64'),
      `${path}?${'a'.repeat(9_000)}`,
      `${path}/${'a/'.repeat(4_000)}`,
    ],
    ...[
      `${path}?${'&'.repeat(3_000)}`,
      `${path}${'/'.repeat(5_000)}`,
      `${path}?${'%'.repeat(3_000)}`,
      '/'.repeat(7_000),
    ],
    ...[
      `${path}?bodySHA256=`,
      `${path}?bodySHA256=1&bodySHA256=2`,
      '/%',
      '/favicon.ico',
      '/__proto__',
      '/constructor',
    ],
  ]);
}

function plainTarget(random: Random, path: string, { kind, body }: Content): string {
  const target = path + (random.chance(0.3) ? random.pick(SUBPATHS) : '') + random.pick(QUERIES);
  if (kind === 'bodySHA256') return withBodyHash(random, target, body);
  if (kind !== 'none' || random.chance(0.6)) return target;
  return withBodyHash(random, target, random.chance(0.7) ? body : jsonBody(random));
}

/** JSON that fits in a target: at the end of the URL it makes the same message. */
function isMovable({ kind, body }: Content): boolean {
  return kind === 'json' && /^[!-~]+$/.test(body.toString('latin1'));
}

/** The body is cut off, or one of its bytes is another. */
function changed(random: Random, body: Buffer, isMoved: boolean): Buffer {
  return isMoved || random.chance(0.3) ? Buffer.alloc(0) : mutate(random, body);
}

function formBody(random: Random): Buffer {
  const project = random.chance(0.7) ? Buffer.from(`AccountSid=${PROJECT}&`) : Buffer.from('');
  return random.chance(0.01) ? largeBody(random) : Buffer.concat([project, randomForm(random)]);
}

function jsonBody(random: Random): Buffer {
  if (random.chance(0.003)) return Buffer.from(`{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`);
  return random.chance(0.4)
    ? Buffer.from(JSON.stringify({ project_id: PROJECT, text: 'é' }))
    : randomJson(random);
}

function largeBody(random: Random): Buffer {
  const piece = random.pick(['%=%&', 'a=b&', '&', '=', '%', '+', 'a', '\u{e9}', 'a=a&a=b&', '%ff', 'x&']);
  return Buffer.from(piece.repeat(random.pick([500, 9_000, 30_000])));
}

interface Content {
  readonly kind: 'form' | 'json' | 'bodySHA256' | 'none';
  readonly body: Buffer;
  readonly type: string | undefined;
}

function contentOf(random: Random, method: string, path: string): Content {
  const isBodiless = method === 'GET' || method === 'HEAD' ? random.chance(0.9) : random.chance(0.15);
  if (isBodiless) {
    const type = random.chance(0.4) ? undefined : randomType(random);
    return { kind: 'none', body: Buffer.alloc(0), type };
  }
  if (random.chance(path === '/hashes' ? 0.6 : 0.03)) return { ...json(random), kind: 'bodySHA256' };
  const content = random.chance(0.35) ? json(random) : form(random);
  return random.chance(0.97) ? content : { ...content, type: randomOtherType(random) };
}

function form(random: Random): Content {
  const type = random.chance(0.5) ? 'application/x-www-form-urlencoded' : randomFormType(random);
  return { kind: 'form', body: formBody(random), type };
}

function json(random: Random): Content {
  const type = random.chance(0.3) ? 'application/json' : randomJsonType(random);
  const isFitting = /utf-?7|utf-?16|latin1/i.test(type) && random.chance(0.7);
  return { kind: 'json', body: isFitting ? jsonInCharset(random, type) : jsonBody(random), type };
}

function messageAfterUrl(random: Random, { kind, body }: Content): Buffer {
  if (kind === 'json') return body;
  if (kind !== 'form') return Buffer.alloc(0);
  const pairs = referenceForm(body);
  return Buffer.from((random.chance(0.7) ? submitted(pairs) : deduplicated(pairs)).flat().join(''));
}

const OWN = 'X-SignalWire-Signature';
const ALIAS = 'X-Twilio-Signature';
const SHA256 = 'X-SignalWire-SHA256-Signature';

function signatureHeaders(random: Random, url: string, content: Content): Header[] {
  const message = Buffer.concat([Buffer.from(url), messageAfterUrl(random, content)]);
  const key = Buffer.from(random.chance(0.95) ? KEY : ATTACKERS_KEY);
  const { kind } = content;
  const strong: Header = [SHA256, referenceHmac('sha256', key, message).toString('hex')];
  if (kind === 'json' && random.chance(0.25)) return [strong];
  const isHex = kind === 'json' || (kind === 'none' && random.chance(0.4));
  const value = referenceHmac('sha1', key, message).toString(isHex ? 'hex' : 'base64');
  const headers = placed(random, value);
  return kind !== 'bodySHA256' && random.chance(0.1) ? [...headers, strong] : headers;
}

/** In SignalWire's own header, in the alias, or in both, where the own one decides. */
function placed(random: Random, value: string): Header[] {
  const cased = (name: string) => random.pick([name, name.toLowerCase(), name.toUpperCase()]);
  const own: Header = [cased(OWN), value];
  const alias: Header = [cased(ALIAS), value];
  const place = random.next();
  if (place < 0.75) return [own];
  if (place < 0.9) return [alias];
  const wrong = random.pick(['', 'x', '0'.repeat(40), 'A'.repeat(27) + '=']);
  return random.pick([
    [own, alias],
    [own, [alias[0], wrong]],
    [[own[0], wrong], alias],
  ]);
}

/** What a proxy, a browser or an attacker may add; none of it belongs to what is signed. */
function extraHeader(random: Random): Header {
  return random.pick<Header>([
    [
      'X-Forwarded-Proto',
      random.pick(['http', 'https', 'https, http', 'https://attacker.test/x?', 'ftp', '', 'HTTPS']),
    ],
    [
      'X-Forwarded-Host',
      random.pick(['attacker.test', 'example.com', 'example.com, attacker.test', '', 'a b', '@example.com']),
    ],
    ['X-Forwarded-For', random.pick(['1.2.3.4', 'unknown', '::1', ','])],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Prefix', '/x'],
    ['Forwarded', 'proto=https;host=attacker.test'],
    ['X-Original-URL', '/defaults'],
    ['X-HTTP-Method-Override', 'GET'],
    ['Content-Type', random.pick(['application/json', 'text/plain'])],
    ['X-SignalWire-Signature', random.pick(['', 'x', '0'.repeat(40), 'A'.repeat(27) + '='])],
    ['X-Twilio-Signature', 'A'.repeat(27) + '='],
    ['X-SignalWire-SHA256-Signature', '0'.repeat(64)],
    [
      'Authorization',
      random.pick([
        'Basic',
        'Basic ',
        'Basic !!!',
        'Bearer x',
        'Basic ' + 'A'.repeat(9_000),
        authorization(),
      ]),
    ],
    ['Cookie', 'a=b; c'],
    ['Connection', random.pick(['keep-alive', 'Upgrade', 'close, x-signalwire-signature'])],
    ['Upgrade', random.pick(['h2c', 'websocket'])],
    ['Expect', random.pick(['100-continue', '200-ok'])],
    ['Content-Encoding', random.pick(['gzip', 'br', 'deflate', 'identity', 'x'])],
    ['Host', random.pick(['attacker.test', 'example.com', ''])],
    ['X-Long', 'a'.repeat(random.pick([5_000, 20_000]))],
    ['X-Folded', 'a\r\n b'],
    ['X-High', '\u{e9}\u{ff}\x1b[31m\x7f'],
    ['Bad Name', 'x'],
    ['', 'x'],
    ['Te', 'trailers'],
    ['Range', 'bytes=0-'],
  ]);
}

function authorization(): string {
  return `Basic ${Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`).toString('base64')}`;
}

interface Framed {
  readonly headers: readonly Header[];
  readonly bytes: Buffer;
  readonly bodies: readonly Buffer[];
  readonly isHonest: boolean;
}

function chunked(random: Random, body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = 1 + random.below(random.pick([3, 50, 20_000]));
    const chunk = body.subarray(at, at + size);
    const extension = random.chance(0.05) ? ';a=b' : '';
    chunks.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk, Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([
    ...chunks,
    Buffer.from(random.chance(0.05) ? '0\r\nX-Trailer: 1\r\n\r\n' : '0\r\n\r\n'),
  ]);
}

function framed(random: Random, body: Buffer): Framed {
  const length = (value: number | string): Header => ['Content-Length', String(value)];
  const coded: Header = ['Transfer-Encoding', 'chunked'];
  const whole = [length(body.length)];
  const odd = (headers: Header[], bytes: Buffer, ...bodies: Buffer[]) => ({
    headers,
    bytes,
    bodies,
    isHonest: false,
  });
  if (random.chance(0.8)) {
    const isLeftOut = body.length === 0 && random.chance(0.8);
    return { headers: isLeftOut ? [] : whole, bytes: body, bodies: [body], isHonest: true };
  }
  const inChunks = chunked(random, body);
  if (random.chance(0.4))
    return { headers: [coded], bytes: inChunks, bodies: [body], isHonest: body.length > 0 };
  const shorter = random.below(body.length + 1);
  const compressed = gzipSync(body);
  return random.pick<() => Framed>([
    () => odd([], body, Buffer.alloc(0)),
    () => odd([length(shorter)], body, body.subarray(0, shorter)),
    () => odd([length(body.length + 10)], body),
    () => odd([coded, ...whole], inChunks, body),
    () => odd([...whole, ...whole], body, body),
    () => odd([length('-1')], body),
    () => odd([length(body.length === 0 ? '00' : `0${body.length}`)], body, body),
    () => odd([length(`+${body.length}`)], body, body),
    () => odd([length('1e1')], body),
    () =>
      odd(
        [
          [
            'Transfer-Encoding',
            random.pick(['gzip, chunked', 'identity', 'chunked, chunked', 'xchunked', '']),
          ],
        ],
        inChunks,
        body,
        Buffer.alloc(0),
      ),
    () => odd([coded], Buffer.from('zz\r\n'), Buffer.alloc(0)),
    () => odd([coded], inChunks.subarray(0, shorter)),
    () => odd([coded], body, Buffer.alloc(0)),
    () => odd([length(compressed.length), ['Content-Encoding', 'gzip']], compressed, compressed, body),
    () => odd([...whole, ['Content-Encoding', random.pick(['gzip', 'deflate', 'br'])]], body, body),
    () => odd([...whole, ['Expect', '100-continue']], body, body),
  ])();
}

function hostOf(random: Random): string {
  return random.chance(0.85)
    ? random.pick(ALLOWED_HOSTS)
    : random.pick(['attacker.test', 'EXAMPLE.com', 'example.com:443', 'example.com:1', 'x@example.com']);
}

/** A request signed for the URL that belongs to its route, and after that, now and then, changed. */
export function randomWireRequest(random: Random, number: string, isBehindProxy: boolean): WireRequest {
  const route = random.chance(0.9) && !isBehindProxy ? random.pick(ROUTES) : undefined;
  const host = hostOf(random);
  const base = route?.base ?? (isBehindProxy ? `http://${host}` : BASE);
  const path = route?.path ?? random.pick(['/', '/any', '//any', '/any/thing', '/methods']);
  const method = random.chance(path === '/methods' ? 0.3 : 0.95)
    ? random.pick(METHODS)
    : random.pick(ODD_METHODS);
  const isOdd = random.chance(0.12);
  const content = contentOf(random, method, path);
  const whole = isOdd ? oddTarget(random, path) : plainTarget(random, path, content);
  const signedTarget = isOdd && random.chance(0.5) ? path : whole;
  const signedUrl = random.pick(referenceUrls(base + signedTarget, content.kind !== 'json'));
  const signature = random.chance(0.95) ? signatureHeaders(random, signedUrl, content) : [];
  const isMoved = random.chance(0.04) && isMovable(content);
  const target = isMoved ? whole + content.body.toString() : whole;
  const isChanged = isMoved || random.chance(0.08);
  const frame = framed(random, isChanged ? changed(random, content.body, isMoved) : content.body);
  const extras = random.chance(0.35) ? random.some(3, () => extraHeader(random)) : [];
  const credentials: Header[] = random.chance(0.8) ? [['Authorization', authorization()]] : [];
  const version = random.chance(0.97) ? 'HTTP/1.1' : random.pick(ODD_VERSIONS);
  const headers: Header[] = [
    ['Host', host],
    ['X-Fuzz', number],
    ...random.shuffle([
      ...(content.type === undefined ? [] : [['Content-Type', content.type] as const]),
      ...(route?.options.accept === undefined ? [] : credentials),
      ...signature,
      ...frame.headers,
      ...extras,
    ]),
  ];
  return {
    number,
    bytes: wireBytes(random, `${method} ${target} ${version}`, headers, frame.bytes),
    method,
    target,
    route,
    headers,
    bodies: frame.bodies,
    isHonest:
      isPlain(method, content) &&
      version === 'HTTP/1.1' &&
      frame.isHonest &&
      !isOdd &&
      !isChanged &&
      extras.length === 0 &&
      METHODS.includes(method),
  };
}

/** Fastify does not read the body of a GET; JSON that is thousands deep may be rejected. */
function isPlain(method: string, { body }: Content): boolean {
  const hasBody = body.length > 0;
  return (method === 'POST' || !hasBody) && !body.includes('['.repeat(100));
}

function wireBytes(random: Random, requestLine: string, headers: readonly Header[], body: Buffer): Buffer {
  const separator = random.chance(0.99) ? ': ' : random.pick([':', ' : ', ':\t', ': \t ']);
  const lineEnd = random.chance(0.995) ? '\r\n' : '\n';
  const lines = [requestLine, ...headers.map(([name, value]) => name + separator + value), '', ''];
  return Buffer.concat([Buffer.from(lines.join(lineEnd), 'latin1'), body]);
}

/** Node keeps the first of these and joins the others of a name. */
const FIRST_COUNTS = ['content-type', 'authorization', 'host', 'content-length'];

/** The headers as Node gives them. */
export function headersOf({ headers }: WireRequest): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const earlier = joined[key];
    if (earlier === undefined) joined[key] = value.trim();
    else if (!FIRST_COUNTS.includes(key)) joined[key] = `${earlier}, ${value.trim()}`;
  }
  return joined;
}

export function asSignedRequests(wire: WireRequest, url: string): WebhookRequest[] {
  return wire.bodies.map((body) => ({ method: wire.method, url, headers: headersOf(wire), body }));
}
