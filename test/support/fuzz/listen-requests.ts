import { signRequest } from 'nestjs-signalwire-webhook/signature';

import { SIGNING_KEY } from '../signing.js';
import { mutate } from './bodies.js';
import type { Random } from './random.js';

/** What a caller does with its connection. */
export interface Attack {
  /** Written one after the other. */
  readonly parts: readonly Buffer[];
  /**
   * `response`: as many responses must come as requests were sent. `close`: the program must close the connection by itself.
   * `any`: the caller closes its side when it is quiet. `abort`: it breaks off at once. `endless`: it repeats the last part
   * until the program closes the connection, or it has sent enough.
   */
  readonly ending: 'response' | 'close' | 'any' | 'abort' | 'endless';
  readonly requests: number;
}

type Headers = readonly (readonly [name: string, value: string])[];

interface Wire {
  readonly line: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** How the application responds: the first part of the path says so. */
export const PLANS = [
  ...[
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'big',
    'chunked',
    'empty',
    'late',
    'early',
    'early-close',
  ],
  ...['close', 'half', 'garbage', 'odd-status', 'odd-reason', 'hints', 'switch', 'switch-h2c', 'switch-bare'],
] as const;

const LISTEN_HEADERS = [
  ...['X-SignalWire-Webhook-Listen', 'x-signalwire-webhook-listen', 'X_SignalWire_Webhook_Listen'],
  ...['X-SignalWire_Webhook-Listen', 'X.SignalWire.Webhook.Listen', 'X-SIGNALWIRE-WEBHOOK-LISTEN'],
];
const LISTEN_HEADER_VALUES = ['verified', '', 'rejected; reason=missing-signature', 'rejected', 'true'];
const UPGRADES = [
  ...[
    'websocket',
    'websocket',
    'websocket',
    'WebSocket',
    'h2c',
    'HTTP/2.0',
    'websocket, h2c',
    'h2c, websocket',
  ],
  ...['', 'TLS/1.0', 'websocket/13', ' websocket ', 'websocket,', 'web socket', 'x'],
];
const CONNECTIONS = [
  'Upgrade',
  'upgrade',
  'keep-alive, Upgrade',
  'close, upgrade',
  'Upgrade, HTTP2-Settings',
];
const METHODS = [
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'QUERY',
];
const ODD_LINES = [
  ...[
    'CONNECT a:80 HTTP/1.1',
    'GET http://a/ok/ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'PRI * HTTP/2.0',
    'GET /ok/',
  ],
  ...[
    'GET /ok/ HTTP/1.0',
    'GET /ok/ HTTP/2.0',
    'get /ok/ HTTP/1.1',
    'GET  /ok/ HTTP/1.1',
    'GET \\ok HTTP/1.1',
  ],
];
const CODINGS = [
  ...['chunked', 'Chunked', 'chunked, chunked', 'gzip, chunked', 'chunked, identity', 'identity', 'xchunked'],
  ...['', ' chunked', 'chunked;a=b', '\x0bchunked'],
];

function bytesOf({ line, headers, body }: Wire): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${line}\r\n${lines}\r\n`, 'latin1'), body]);
}

function chunked(random: Random, body: Buffer, trailers: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const part = body.subarray(at, at + 1 + random.below(body.length));
    const extension = random.chance(0.1) ? ';a="X-SignalWire-Webhook-Listen: verified"' : '';
    parts.push(Buffer.from(`${part.length.toString(16)}${extension}\r\n`), part, Buffer.from('\r\n'));
    at += part.length;
  }
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers}\r\n`)]);
}

export class AttackMaker {
  private lastId = 0;

  /** @param base the public URL; with `undefined` the Host header names it */
  constructor(
    private readonly random: Random,
    private readonly base: string | undefined,
  ) {}

  make(): Attack {
    const kind = this.random.next();
    if (kind < 0.3) return this.sequence(1, 'response');
    if (kind < 0.4) return this.sequence(2 + this.random.below(5), 'response');
    if (kind < 0.58) return this.upgrade();
    if (kind < 0.66) return this.twoFramings();
    if (kind < 0.7) return this.manyHeaders();
    if (kind < 0.73) return this.oddLine();
    if (kind < 0.75) return this.endless();
    const attack = this.random.chance(0.4) ? this.upgrade() : this.sequence(1 + this.random.below(3), 'any');
    const bytes = Buffer.concat(attack.parts);
    if (kind < 0.85) return { ...attack, parts: [this.beginning(bytes)], ending: 'abort' };
    return { ...attack, parts: this.inSlices(this.damaged(bytes)), ending: 'any' };
  }

  private sequence(requests: number, ending: Attack['ending']): Attack {
    const wires = Array.from({ length: requests }, () => this.request());
    // The answers to a HEAD, and to what the application does not answer, end with the connection.
    const isClear = wires.every(({ isClear }) => isClear);
    const bytes = Buffer.concat(wires.map((wire) => bytesOf(wire)));
    return { parts: this.inSlices(bytes), ending: isClear ? ending : 'any', requests };
  }

  /** One request, signed or not, with what may mislead a proxy. */
  private request(plan: string = this.random.pick(PLANS)): Wire & { readonly isClear: boolean } {
    const { random } = this;
    const target = `/${plan}/${++this.lastId}${random.pick(['', '', '?a=1', '?x=%41+b', '/x/y?{', '#f'])}`;
    const isSigned = random.chance(0.5);
    const wire = isSigned ? this.signed(target) : this.unsigned(random.pick(METHODS), target);
    const changed = isSigned && random.chance(0.5) ? this.changed(wire) : wire;
    const headers = random.chance(0.5) ? this.withOdd(changed.headers) : changed.headers;
    const isClear = headers === wire.headers && /^(?:ok|big|chunked|empty|late|hints)$/.test(plan);
    return { ...changed, headers, isClear };
  }

  private unsigned(method: string, target: string): Wire {
    const { random } = this;
    const body = random.chance(0.5) ? Buffer.alloc(0) : this.hidden('/never');
    const line = `${method} ${target} HTTP/1.1`;
    const headers: Headers = [['Host', 'example.com']];
    if (body.length === 0 && random.chance(0.7)) return { line, headers, body };
    if (random.chance(0.6))
      return { line, headers: [...headers, ['Content-Length', String(body.length)]], body };
    const trailers = random.chance(0.3) ? `${random.pick(LISTEN_HEADERS)}: verified\r\n` : '';
    return {
      line,
      headers: [...headers, ['Transfer-Encoding', 'chunked']],
      body: chunked(random, body, trailers),
    };
  }

  /** As SignalWire sends it. */
  private signed(target: string): Wire {
    const { random } = this;
    const [method, type, text] = random.pick([
      ['GET', undefined, ''],
      ['POST', 'application/x-www-form-urlencoded', `CallSid=1&Body=${random.below(1e9)}&a=b`],
      ['POST', 'application/json', JSON.stringify({ call: { call_id: String(random.below(1e9)) } })],
    ] as const);
    const url = (this.base ?? 'https://example.com') + target;
    const content = type === undefined ? {} : { 'Content-Type': type, 'Content-Length': String(text.length) };
    const signature = signRequest(
      { method, url, headers: { 'content-type': type }, body: text },
      SIGNING_KEY,
    );
    const headers = Object.entries({ Host: 'example.com', ...content, ...signature });
    return { line: `${method} ${target} HTTP/1.1`, headers, body: Buffer.from(text) };
  }

  /** What an attacker makes of a captured request. */
  private changed(wire: Wire): Wire {
    const { random } = this;
    const { line, headers, body } = wire;
    const [method = '', target = ''] = line.split(' ');
    const names = headers.map(([name]) => name).filter((name) => name !== 'Host');
    return random.pick<() => Wire>([
      () => ({ ...wire, line: `${random.pick(METHODS)} ${target} HTTP/1.1` }),
      () => ({ ...wire, line: `${method} ${target}x HTTP/1.1` }),
      () => ({ ...wire, headers: [...headers, ['Connection', random.shuffle(names).join(', ')]] }),
      () => ({ ...wire, headers: [...headers, ['Content-Type', 'application/json']] }),
      () => ({ ...wire, headers: [['Content-Type', 'text/plain'], ...headers] }),
      () => ({ ...wire, headers: [...headers, ['Host', 'attacker.test']] }),
      () => ({ ...wire, headers: headers.map(([name, value]) => [name, name === 'Host' ? '' : value]) }),
      () => this.splitAtHost(wire),
      () => {
        const other = this.hidden('/never');
        const kept = headers.filter(([name]) => name !== 'Content-Length');
        return { line, headers: [...kept, ['Content-Length', String(other.length)]], body: other };
      },
      () => ({ ...wire, headers: headers.filter(([name]) => name !== 'Content-Type') }),
      () => ({
        line,
        headers,
        body: body.length > 0 ? Buffer.concat([body.subarray(1), Buffer.from('x')]) : body,
      }),
    ])();
  }

  /** The same URL, with a part of its path in the Host header. */
  private splitAtHost({ line, headers, body }: Wire): Wire {
    const [method = '', target = ''] = line.split(' ');
    const at = target.indexOf('/', 1);
    const host = `example.com${target.slice(0, Math.max(at, 0))}`;
    const others = headers.filter(([name]) => name !== 'Host');
    return {
      line: `${method} ${target.slice(Math.max(at, 0))} HTTP/1.1`,
      headers: [['Host', host], ...others],
      body,
    };
  }

  private withOdd(headers: Headers): Headers {
    const { random } = this;
    const odd = (): readonly [string, string] =>
      random.pick([
        [random.pick(LISTEN_HEADERS), random.pick(LISTEN_HEADER_VALUES)],
        [
          'Connection',
          random.pick([...LISTEN_HEADERS, 'close', 'keep-alive', 'Content-Length', 'Host', 'x-a, X-A']),
        ],
        ['Upgrade', random.pick(UPGRADES)],
        ['TE', 'trailers'],
        ['Trailer', random.pick(LISTEN_HEADERS)],
        ['Expect', random.pick(['100-continue', '100-continue', '200-ok', ''])],
        ['Keep-Alive', 'timeout=1'],
        ['Proxy-Connection', 'keep-alive'],
        ['HTTP2-Settings', 'AAMAAABkAAQ'],
        ['X-A', random.pick(['', 'a', '\xe9', 'a'.repeat(3000), 'a\r\n b', 'a\rX: b', 'a\nX: b', 'a\0'])],
        [random.pick(['X A', 'X-A ', ' X-A', 'X:A', '__proto__', 'constructor', 'Content_Length']), '0'],
        ['Content-Length', random.pick(['0', '5', '-1', '1e1', '0x5', '', '5, 5', '99999999999999999999'])],
        ['Transfer-Encoding', random.pick(CODINGS)],
      ]);
    return random.shuffle([...headers, ...Array.from({ length: 1 + random.below(4) }, odd)]);
  }

  /** Asks for an upgrade, rightly or wrongly, and sends what must not arrive as a request. */
  private upgrade(): Attack {
    const { random } = this;
    const plan = random.chance(0.5) ? 'switch' : random.pick(PLANS);
    const target = `/${plan}/${++this.lastId}`;
    const isSigned = random.chance(0.4);
    const wire = isSigned ? this.signed(target) : this.unsigned(random.chance(0.7) ? 'GET' : 'POST', target);
    const upgrades = Array.from({ length: random.chance(0.1) ? 2 : 1 }, () => random.pick(UPGRADES));
    const asked = upgrades.map((value) => ['Upgrade', value] as const);
    const headers: Headers = [...wire.headers, ...asked, ['Connection', random.pick(CONNECTIONS)]];
    const all = random.chance(0.4) ? this.withOdd(headers) : headers;
    const before = random.chance(0.1) ? [bytesOf(this.request('ok'))] : [];
    // Without a protocol, or with a second framing, it is an ordinary request, and the next one follows.
    const isUpgrade = all === headers && upgrades.every((value) => value.trim() !== '');
    const after = Array.from({ length: random.below(3) }, () => this.hidden(isUpgrade ? '/never' : '/maybe'));
    const large = random.chance(0.03) ? [Buffer.alloc(200_000, 'a')] : [];
    const bytes = Buffer.concat([...before, bytesOf({ ...wire, headers: all }), ...after, ...large]);
    return { parts: this.inSlices(bytes), ending: 'any', requests: 1 };
  }

  /** A body that is one by one framing, and a request by the other. */
  private twoFramings(): Attack {
    const { random } = this;
    const inner = this.hidden('/maybe');
    const framings: Headers = [
      [
        'Content-Length',
        random.pick([String(inner.length), '0', '5', String(inner.length + 5), `+${inner.length}`]),
      ],
      [random.pick(['Transfer-Encoding', 'Transfer-Encoding', 'Content-Length']), random.pick(CODINGS)],
    ];
    const headers: Headers = [['Host', 'example.com'], ...random.shuffle(framings)];
    const kept = random.chance(0.3) ? headers.slice(0, 2) : headers;
    const body = random.chance(0.5) ? Buffer.concat([Buffer.from('0\r\n\r\n'), inner]) : inner;
    const line = `${random.pick(METHODS)} /ok/${++this.lastId} HTTP/1.1`;
    return { parts: [bytesOf({ line, headers: kept, body })], ending: 'any', requests: 1 };
  }

  /** The framing, or the listen header, behind more headers than a server reads. */
  private manyHeaders(): Attack {
    const { random } = this;
    const wire = this.request('ok');
    const count = random.pick([90, 150, 250, 300, 990, 1990, 2500]);
    const many = Array.from({ length: count }, () => ['a', ''] as const);
    const headers = random.chance(0.5) ? [...wire.headers, ...many] : [...many, ...wire.headers];
    return { parts: [bytesOf({ ...wire, headers })], ending: 'any', requests: 1 };
  }

  private oddLine(): Attack {
    const line = this.random.pick(ODD_LINES).replace('/ok/', `/ok/${++this.lastId}`);
    const headers: Headers = this.random.chance(0.7) ? [['Host', 'example.com']] : [];
    const request = bytesOf({ line, headers, body: Buffer.alloc(0) });
    return { parts: [request, this.hidden('/maybe')], ending: 'any', requests: 1 };
  }

  private endless(): Attack {
    const { random } = this;
    const target = () => `/ok/${++this.lastId}`;
    const head = `POST ${target()} HTTP/1.1\r\nHost: example.com\r\n`;
    const repeated = random.pick<readonly [string, string]>([
      [head, 'X-A: a\r\n'],
      [`${head}X-A: `, 'a'],
      [`POST ${target()}`, 'a'],
      [`${head}Transfer-Encoding: chunked\r\n\r\n1;a=`, 'a'],
      [`${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n`, 'X-A: a\r\n'],
      [`${head}Transfer-Encoding: chunked\r\n\r\n`, '400\r\n' + 'a'.repeat(1024) + '\r\n'],
      [`${head}Content-Length: 999999999\r\n\r\n`, 'a'],
      ['', `GET ${target().replace('ok', 'late')} HTTP/1.1\r\nHost: a\r\n\r\n`],
      [`GET ${target()} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`, 'a'],
    ]);
    const [start, piece] = repeated.map((text) => Buffer.from(text));
    const times = Math.ceil(16_384 / (piece?.length ?? 1));
    const parts = [
      start ?? Buffer.alloc(0),
      Buffer.concat(Array.from({ length: times }, () => piece ?? Buffer.alloc(0))),
    ];
    return { parts, ending: 'endless', requests: 1 };
  }

  /** An unsigned request in a body or after a handshake. It must not arrive at the application. */
  private hidden(path: '/never' | '/maybe'): Buffer {
    const line = `${this.random.pick(['GET', 'POST'])} ${path}/${++this.lastId} HTTP/1.1`;
    const listenHeader: Headers = this.random.chance(0.3)
      ? [[this.random.pick(LISTEN_HEADERS), 'verified']]
      : [];
    return bytesOf({
      line,
      headers: [['Host', 'example.com'], ...listenHeader, ['Content-Length', '0']],
      body: Buffer.alloc(0),
    });
  }

  private beginning(bytes: Buffer): Buffer {
    return bytes.subarray(0, 1 + this.random.below(bytes.length));
  }

  private damaged(bytes: Buffer): Buffer {
    // A damaged framing may make a request of what was a body.
    let damaged: Buffer = Buffer.from(bytes.toString('latin1').replaceAll('/never/', '/maybe/'), 'latin1');
    for (let count = 1 + this.random.below(3); count > 0; count--) damaged = mutate(this.random, damaged);
    return damaged;
  }

  private inSlices(bytes: Buffer): Buffer[] {
    if (this.random.chance(0.7)) return [bytes];
    const slices: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + this.random.below(bytes.length);
      slices.push(bytes.subarray(at, end));
      at = end;
    }
    return slices;
  }
}
