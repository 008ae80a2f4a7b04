import { gzipSync } from 'node:zlib';
import type { SignedRequest } from 'nestjs-signalwire-webhook/signature';

import { deduplicated, referenceForm, submitted } from '../reference/form.js';
import { referenceHmac } from '../reference/hmac.js';
import { referenceUrls } from '../reference/url.js';
import { mutate, randomForm, randomJson } from './bodies.js';
import {
  ALLOWED_HOSTS,
  BASE,
  CREDENTIALS,
  type FuzzedRoute,
  KEY,
  PROJECT,
  ROUTES,
  STRANGERS_KEY,
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
  /** Nothing was done to it after it was signed: it must be let through. */
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
  readonly body: Buffer;
  readonly type: string | undefined;
  readonly isJson: boolean;
}

function contentOf(random: Random, method: string): Content {
  const isBodiless = method === 'GET' || method === 'HEAD' ? random.chance(0.9) : random.chance(0.05);
  if (isBodiless) return { body: Buffer.alloc(0), type: undefined, isJson: false };
  const isJson = random.chance(0.35);
  const type = random.chance(0.92)
    ? `application/${isJson ? 'json' : 'x-www-form-urlencoded'}${random.pick(['', '', '; charset=utf-8'])}`
    : random.pick([
        ...[
          'text/plain',
          'application/json;charset=utf-16',
          'application/x-www-form-urlencoded; charset=latin1',
          'x',
          '',
        ],
        ...[
          'multipart/form-data; boundary=x',
          'application/xml',
          'application/json, application/json',
          ';',
          'APPLICATION/JSON',
        ],
      ]);
  return { body: isJson ? jsonBody(random) : formBody(random), type, isJson };
}

function messageAfterUrl(random: Random, { body, isJson }: Content): Buffer {
  if (isJson || body.length === 0) return body;
  const pairs = referenceForm(body);
  return Buffer.from((random.chance(0.7) ? submitted(pairs) : deduplicated(pairs)).flat().join(''));
}

function signatureHeaders(random: Random, url: string, content: Content): Header[] {
  const message = Buffer.concat([Buffer.from(url), messageAfterUrl(random, content)]);
  const algorithm = content.isJson && random.chance(0.3) ? 'sha256' : 'sha1';
  const key = random.chance(0.95) ? KEY : STRANGERS_KEY;
  const digest = referenceHmac(algorithm, Buffer.from(key), message);
  if (algorithm === 'sha256') return [['X-SignalWire-SHA256-Signature', digest.toString('hex')]];
  const value = digest.toString(content.isJson ? 'hex' : 'base64');
  const name = content.isJson || random.chance(0.85) ? 'X-SignalWire-Signature' : 'X-Twilio-Signature';
  return [[random.pick([name, name.toLowerCase(), name.toUpperCase()]), value]];
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
  const plainTarget = path + (random.chance(0.3) ? random.pick(SUBPATHS) : '') + random.pick(QUERIES);
  const isOdd = random.chance(0.12);
  const target = isOdd ? oddTarget(random, path) : plainTarget;
  const content = contentOf(random, method);
  const signedTarget = isOdd && random.chance(0.5) ? path : target;
  const signedUrl = random.pick(referenceUrls(base + signedTarget, !content.isJson));
  const signature = random.chance(0.95) ? signatureHeaders(random, signedUrl, content) : [];
  const isMutated = random.chance(0.06);
  const frame = framed(random, isMutated ? mutate(random, content.body) : content.body);
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
      !isMutated &&
      extras.length === 0 &&
      METHODS.includes(method),
  };
}

/** Fastify does not read the body of a GET; JSON that is thousands deep may be refused. */
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

export function asSignedRequests(wire: WireRequest, url: string): SignedRequest[] {
  return wire.bodies.map((body) => ({ method: wire.method, url, headers: headersOf(wire), body }));
}
