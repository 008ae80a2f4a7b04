import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendRequest } from '../../support/applications.js';
import { type RunningProgram, startListen, stopPrograms } from '../../support/program.js';
import { FORM, PUBLIC_URL, signed, signedForm, signedJson } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';
const servers: (Server | TcpServer)[] = [];
const programs: RunningProgram[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forward-'));
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

async function listenOn(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startForward(port: number, ...args: string[]): Promise<RunningProgram> {
  const forward = ['--public-url', PUBLIC_URL, '--forward', `http://127.0.0.1:${port}`];
  const program = await startListen([...forward, ...args], folder);
  programs.push(program);
  return program;
}

/** Sends raw bytes, and gives what comes back until the peer closes. */
function sendRaw(port: number, ...parts: (string | Buffer)[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks));
    });
  });
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Far end that keeps what it got, byte for byte, and responds as the query says. */
function farEnd(seen: Map<string, { head: string; headers: string[]; body: string }>) {
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '', rawHeaders } = request;
      const id = String(request.headers['x-id']);
      seen.set(id, { head: `${method} ${url}`, headers: rawHeaders, body: hash(body) });
      response.sendDate = false;
      response.writeHead(200, 'Fine By Me', [
        'X-B',
        '1',
        'x-a',
        id,
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'X-b',
        '2',
      ]);
      response.write(body);
      response.end(hash(body));
    });
  });
}

interface Sent {
  readonly id: string;
  readonly bytes: Buffer;
  readonly head: string;
  readonly headers: string[];
  readonly body: Buffer;
}

function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += 1000) {
    const part = body.subarray(at, at + 1000);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

/** Requests of many kinds: signed and not, long, binary, chunked, with repeated headers and odd targets. */
function makeRequest(number: number): Sent {
  const id = `r${number}`;
  const target =
    ['/voice', '/a%2Fb?c=%41&d=+&e', '//x/../y?', '/%ff;p=1?a=b?c', '/q?x=\'"<>'][number % 5] ?? '/';
  const kind = number % 7;
  const hasOtherBytes = number % 2 === 0;
  const parameters = new URLSearchParams({ CallSid: id, Body: 'ü'.repeat(number % 50) }).toString();
  const form = signed({ target, headers: FORM, body: parameters });
  const length = number % 250 === 3 ? 1_000_000 : number % 3000;
  const body = kind < 3 ? Buffer.from(String(form.body)) : kind === 6 ? Buffer.alloc(0) : randomBytes(length);
  const method = kind === 6 ? 'GET' : (['POST', 'PUT', 'PATCH', 'DELETE'][kind % 4] ?? 'POST');
  const headers = [
    'Host',
    'Example.ngrok.IO',
    'x-id',
    id,
    'X-Twice',
    '1',
    'ACCEPT',
    '*/*',
    'x-twice',
    hasOtherBytes ? '2\xe9' : '2',
    'X-Empty',
    '',
  ];
  for (const [name, value] of Object.entries(kind < 3 ? (form.headers ?? {}) : {}))
    headers.push(name, String(value));
  const isChunked = kind === 5;
  const hopByHop = ['Connection', 'keep-alive, X-Empty', 'TE', 'trailers'];
  const framing =
    kind === 6 ? [] : isChunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.length)];
  if (number % 11 === 0 && kind !== 6) hopByHop.push('Expect', '100-continue');
  const all = [...headers, ...framing];
  const lines: string[] = [];
  for (let at = 0; at < all.length; at += 2) lines.push(`${all[at] ?? ''}: ${all[at + 1] ?? ''}\r\n`);
  for (let at = 0; at < hopByHop.length; at += 2)
    lines.push(`${hopByHop[at] ?? ''}: ${hopByHop[at + 1] ?? ''}\r\n`);
  const head = `${method} ${target}`;
  const bytes = Buffer.concat([
    Buffer.from(`${head} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    isChunked ? chunked(body) : body,
  ]);
  return { id, bytes, head, headers: all, body };
}

const LISTEN_HEADER = 'X-SignalWire-Webhook-Listen';

test('1,000 mixed requests arrive byte for byte, and so do the responses', async () => {
  const seen = new Map<string, { head: string; headers: string[]; body: string }>();
  const { port } = await startForward(await listenOn(farEnd(seen)), '--json');
  const requests = Array.from({ length: 1000 }, (_, number) => makeRequest(number));
  for (let start = 0; start < requests.length; start += 20) {
    // Ten pipelined on each of two connections.
    const batches = [requests.slice(start, start + 10), requests.slice(start + 10, start + 20)];
    await Promise.all(
      batches.map(async (batch) => {
        const closing = `GET /end HTTP/1.1\r\nHost: a\r\nx-id: end\r\nConnection: close\r\n\r\n`;
        const received = await sendRaw(port, ...batch.map(({ bytes }) => bytes), closing);
        for (const { id, body } of batch) {
          expect(
            received.includes(
              Buffer.from(`X-B: 1\r\nx-a: ${id}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-b: 2\r\n`),
            ),
          ).toBe(true);
          expect(received.includes(hash(body))).toBe(true);
        }
        const statuses = received.toString('latin1').match(/HTTP\/1\.1 200 Fine By Me\r\n/g);
        expect(statuses).toHaveLength(11);
      }),
    );
  }
  for (const { id, head, headers, body } of requests) {
    const arrived = seen.get(id);
    const isVerified = Number(id.slice(1)) % 7 < 3;
    const mark = (arrived?.headers ?? []).indexOf(LISTEN_HEADER);
    expect(mark >= 0).toBe(!isVerified);
    const rest = (arrived?.headers ?? []).filter((_, at) => mark < 0 || (at !== mark && at !== mark + 1));
    const connection = rest.findIndex((name) => name === 'Connection');
    expect([rest[connection], rest[connection + 1]]).toEqual(['Connection', 'keep-alive']);
    rest.splice(connection, 2);
    expect({ id, head: arrived?.head, headers: rest, body: arrived?.body }).toEqual({
      id,
      head,
      headers,
      body: hash(body),
    });
  }
}, 120_000);

describe('forwarding', () => {
  test('a body of 5 MB is passed on, unverified, and a long response comes back whole', async () => {
    const seen = new Map<string, { head: string; headers: string[]; body: string }>();
    const program = await startForward(await listenOn(farEnd(seen)));
    const body = randomBytes(5_000_000);
    const response = await sendRequest(program.port, { target: '/', headers: { 'x-id': 'long' }, body });
    expect(seen.get('long')?.body).toBe(hash(body));
    expect(response.body.endsWith(hash(body))).toBe(true);
    await until(() => program.output().includes('rejected (body-too-long)'));
  });

  test('--only-verified does not pass a rejected request on, and a stranger cannot send the mark', async () => {
    const seen = new Map<string, { head: string; headers: string[]; body: string }>();
    const port = await listenOn(farEnd(seen));
    const strict = await startForward(port, '--only-verified');
    const rejected = await sendRequest(strict.port, { target: '/', headers: { 'x-id': 'a' }, body: 'x' });
    expect([rejected.status, seen.size]).toEqual([403, 0]);
    const form = signedForm('/', { CallSid: '1' });
    const headers = { ...form.headers, 'x-id': 'b', [LISTEN_HEADER]: 'verified' };
    expect((await sendRequest(strict.port, { ...form, headers })).status).toBe(200);
    expect(seen.get('b')?.headers).not.toContain(LISTEN_HEADER);
  });

  test('a response is streamed', async () => {
    let goOn: () => void = () => undefined;
    const port = await listenOn(
      createServer((_request, response) => {
        response.write('first');
        goOn = () => response.end('last');
      }),
    );
    const program = await startForward(port);
    const chunks: string[] = [];
    const socket = connect(program.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    );
    socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    const closed = once(socket, 'close');
    await until(() => chunks.join('').includes('first'));
    expect(chunks.join('')).not.toContain('last');
    goOn();
    await closed;
    expect(chunks.join('')).toContain('last');
  });

  test('an application that is down, resets or breaks off is said, with what SignalWire would do', async () => {
    const form = signedForm('/voice', { CallSid: '1', From: '+1', To: '+2', Direction: 'inbound' });
    const status = signedForm('/status', { CallSid: '1', CallStatus: 'completed' });
    const down = await startForward(2);
    expect(await sendRequest(down.port, form)).toMatchObject({ status: 502, body: '' });
    await sendRequest(down.port, status);
    await until(() => down.output().includes('three attempts'));
    expect(down.output()).toContain(
      'The application cannot be reached (ECONNREFUSED): SignalWire would use the fallback URL.',
    );

    const resetting = await startForward(
      await listenOn(createTcpServer((socket) => socket.resetAndDestroy())),
    );
    expect((await sendRequest(resetting.port, form)).status).toBe(502);
    await until(() => resetting.output().includes('cannot be reached (ECONNRESET)'));

    const cut = createTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
    });
    const breaking = await startForward(await listenOn(cut));
    await expect(sendRequest(breaking.port, form)).rejects.toThrow();
    await until(() => breaking.output().includes('closed the connection during its response'));
  });

  test('a caller that goes away ends the request at the application', async () => {
    let isGone = false;
    const far = createServer((request, response) => {
      response.on('close', () => (isGone = true));
      request.resume();
    });
    const program = await startForward(await listenOn(far));
    const socket = connect(program.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    );
    await once(far, 'request');
    socket.destroy();
    await until(() => isGone);
    const half = connect(program.port, '127.0.0.1', () => {
      half.write('POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', () => half.destroy());
    });
    await until(() => program.output().includes('the client disconnected before the end of the body'));
  });

  test.each<[string, [number, string | undefined, string], string]>([
    ['not well-formed', [200, 'text/xml', '<Response><Say>a</Response>'], '</Response> closes <Say>'],
    ['not cXML', [200, 'text/html', '<html></html>'], 'The content type is text/html'],
    ['no content type', [200, undefined, 'x'], 'The response has no content type'],
    ['an error', [500, 'text/xml', ''], 'The status is 500'],
    ['too long', [200, 'text/xml', `<Response>${' '.repeat(70_000)}</Response>`], 'more than the 64 kB'],
    ['broken JSON', [200, 'application/json', '{"a":'], 'not one whole object'],
    ['other JSON', [200, 'application/json', '{"a":1}'], 'The JSON is not an SWML document'],
  ])('a response that SignalWire would not take: %s', async (_name, [status, type, body], problem) => {
    const far = createServer((_request, response) => {
      response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);
    });
    const program = await startForward(await listenOn(far));
    const sent = await sendRequest(program.port, signedForm('/', { CallSid: '1', CallStatus: 'ringing' }));
    expect([sent.status, sent.body]).toEqual([status, body]);
    await until(() => program.output().includes('fallback URL'));
    expect(program.output()).toContain(problem);
  });

  test.each([
    ['{"response":"Sunny"}', 'ai.swaig', { function: 'weather', argument: {} }],
    ['[{"function":"weather"}]', 'ai.swaig-signature', { action: 'get_signature' }],
  ])('an AI agent takes %s, which is no SWML document', async (body, kind, payload) => {
    const far = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const program = await startForward(await listenOn(far));
    await sendRequest(program.port, signedJson('/', payload));
    await sendRequest(program.port, signedForm('/', { CallSid: '1', CallStatus: 'ringing' }));
    await until(() => program.output().includes('fallback URL'));
    expect(program.output()).toMatch(new RegExp(`${kind} [^\n]*\nverified`));
  });

  test('a response after 5 s is passed back, and said to be late', async () => {
    const far = createServer((_request, response) => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 5100);
    });
    const program = await startForward(await listenOn(far));
    expect((await sendRequest(program.port, signedJson('/', { call: {} }))).status).toBe(200);
    await until(() => /took \d+\.\d s, more than the 5 s/.test(program.output()));
  });
});
