import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { sendRequest } from '../../support/applications.js';
import { linesOf, type ListenSetup, listenSetup, marksOf } from '../../support/listen.js';
import { connectRaw, rawRequest } from '../../support/raw-client.js';
import { OK, type Respond, valuesOf } from '../../support/raw-upstream.js';
import { FORM, PUBLIC_URL, signed, signedGet } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(60_000);

const UNSIGNED = 'rejected; reason=missing-signature';
const HIDDEN = rawRequest('POST /hidden', { Host: 'a', 'Content-Length': 1 }, 'x');
const ok: Respond = (_request, { socket }) => void socket.write(OK);
const setup = listenSetup();
const start: ListenSetup['startForwarding'] = (...args) => setup.startForwarding(...args);

describe('more headers than Node reads', () => {
  const many = 'a:\r\n'.repeat(2500);
  let server: Server;
  afterEach(() => {
    server.close();
  });

  /** An application by Node, which ignores headers beyond its limit. */
  async function startBeforeNode() {
    const arrived: string[] = [];
    server = createServer((request, response) => {
      arrived.push(`${request.url ?? ''} ${String(request.headers['x-signalwire-webhook-listen'])}`);
      request.resume();
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const program = await setup.startProgram(
      ...['--public-url', PUBLIC_URL, '--json', '--forward', `http://127.0.0.1:${port}`],
    );
    return { arrived, program };
  }

  test.each(['POST', 'GET', 'PUT', 'DELETE'])(
    'before Content-Length of %s: its body arrives as no request',
    async (method) => {
      const { arrived, program } = await startBeforeNode();
      const request = `${method} / HTTP/1.1\r\nHost: a\r\n${many}Content-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`;
      const client = connectRaw(program.port, request);
      await until(() => client.isClosed() || client.received().includes('\r\n\r\n'));
      expect((await sendRequest(program.port, signedGet('/last'))).status).toBe(200);
      client.socket.destroy();
      expect(arrived).toEqual(['/last undefined']);
      expect(linesOf(program)).toContainEqual({
        verified: false,
        odd: `${method} /: the request has more than 256 headers`,
      });
    },
  );

  test('do not push the mark out', async () => {
    const { arrived, program } = await startBeforeNode();
    server.maxHeadersCount = 100;
    const statuses: string[] = [];
    for (const headers of [many, 'a:\r\n'.repeat(250)]) {
      const client = connectRaw(program.port, `GET / HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
      await until(() => client.received().includes('\r\n\r\n'));
      statuses.push(client.received().slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
      client.socket.destroy();
    }
    // Later versions of Node reject the request instead of ignoring the headers beyond the limit.
    const isRejected = statuses[1] === '431';
    expect(statuses).toEqual(['400', isRejected ? '431' : '200']);
    expect(arrived).toEqual(isRejected ? [] : [`/ ${UNSIGNED}`]);
  });
});

describe("the caller's own mark", () => {
  const marks = [
    ...['X-SignalWire-Webhook-Listen', 'x-signalwire-webhook-listen', 'X_SignalWire_Webhook_Listen'],
    ...['X.SignalWire.Webhook.Listen', 'X-SIGNALWIRE_WEBHOOK-LISTEN', 'X~SignalWire!Webhook*Listen'],
  ];

  test('arrives in no spelling, neither on verified requests nor on others', async () => {
    const { upstream, program } = await start(ok);
    const own = Object.fromEntries(marks.map((name) => [name, 'verified']));
    const { target, headers = {} } = signedGet('/');
    const method = 'GET';
    await sendRequest(program.port, { method, target, headers: { ...headers, ...own } });
    await sendRequest(program.port, { method, target, headers: { ...own, connection: marks.join(', ') } });
    expect(marksOf(upstream.requests)).toEqual([[], [UNSIGNED]]);
    for (const request of upstream.requests)
      for (const name of marks.slice(2)) expect(valuesOf(request, name.toLowerCase())).toEqual([]);
  });

  test('arrives in no trailer, and in no pipelined request', async () => {
    const { upstream, program } = await start(ok);
    const chunked = rawRequest(
      'POST /a',
      { Host: 'a', 'Transfer-Encoding': 'chunked', Trailer: 'X-SignalWire-Webhook-Listen' },
      '1;a=b\r\nx\r\n0\r\nX-SignalWire-Webhook-Listen: verified\r\n\r\n',
    );
    const next = rawRequest('GET /b', { Host: 'a', 'X-SignalWire-Webhook-Listen': 'verified' });
    const client = connectRaw(program.port, chunked, next);
    await until(() => upstream.requests.length === 2);
    client.socket.destroy();
    expect(marksOf(upstream.requests)).toEqual([['rejected; reason=unsupported-content-type'], [UNSIGNED]]);
    expect(upstream.connections.map(({ rest }) => rest.length)).toEqual([0]);
  });
});

describe('headers of one connection', () => {
  test('Connection takes away neither what is verified nor what an application decides by', async () => {
    const { upstream, program } = await start(ok);
    const deciding = {
      Authorization: 'Basic YTpi',
      'X-Forwarded-For': '192.0.2.1',
      'X-Forwarded-Proto': 'https',
      'X-Real-IP': '192.0.2.1',
      'CF-Connecting-IP': '192.0.2.1',
      'X-Other': '1',
    };
    const { target, headers = {} } = signedGet('/?a=1');
    const names = [...Object.keys(deciding), ...Object.keys(headers)].join(', ');
    await sendRequest(program.port, {
      method: 'GET',
      target,
      headers: { ...headers, ...deciding, connection: names },
    });
    const [request] = upstream.requests;
    const arrived = request?.headers.map(([name]) => name.toLowerCase()) ?? [];
    const kept = [...Object.keys(deciding), ...Object.keys(headers)].map((name) => name.toLowerCase());
    expect(arrived).toEqual(expect.arrayContaining(kept));
    expect(marksOf(upstream.requests)).toEqual([[]]);
  });

  test('an expectation is not passed on: it is met, and the body follows at once', async () => {
    const { upstream, program } = await start(ok);
    const headers = { Host: 'a', Expect: '100-continue', 'Content-Length': HIDDEN.length };
    const client = connectRaw(program.port, rawRequest('POST /', headers, HIDDEN));
    await until(() => client.received().includes('<Response/>'));
    client.socket.destroy();
    expect(client.received()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(upstream.requests.flatMap((request) => valuesOf(request, 'expect'))).toEqual([]);
    expect(upstream.requests.map(({ body }) => body.toString())).toEqual([HIDDEN]);
  });
});

describe('what is verified is what arrives', () => {
  test('a request with two content types is not verified, since an application may read either', async () => {
    const { upstream, program } = await start(ok);
    const { headers = {}, body } = signed({ target: '/', headers: FORM, body: 'CallSid=1' });
    const all = { Host: 'a', ...headers, 'Content-Type': 'application/json', 'Content-Length': 9 };
    const client = connectRaw(program.port, rawRequest('POST /', all, String(body)));
    await until(() => client.received().includes('<Response/>'));
    client.socket.destroy();
    expect(marksOf(upstream.requests)).toEqual([['rejected; reason=unsupported-content-type']]);
  });

  test.each([
    ['a part of the path', { Host: 'example.com/voice' }],
    ['a path and a query', { Host: 'example.com/voice?a=' }],
    ['two hosts', { Host: 'example.com', host: 'example.org' }],
    ['nothing', { Host: '' }],
    ['no line', {}],
  ])('a Host header with %s is rejected', async (_name, hosts) => {
    const { upstream, program } = await setup.startWithoutPublicUrl(ok);
    const { headers = {} } = signed(
      { method: 'GET', target: '/voice/x' },
      { publicUrl: 'https://example.com' },
    );
    const client = connectRaw(program.port, rawRequest('GET /x', { ...hosts, ...headers }));
    await until(() => client.isClosed());
    expect(client.received()).toMatch(/^HTTP\/1\.1 400 /);
    expect(upstream.requests).toEqual([]);
    expect(linesOf(program)).toEqual([
      {
        verified: false,
        odd: 'GET /x: the Host header is missing, empty or repeated, or contains /, ? or #',
      },
    ]);
  });
});

test('an empty Transfer-Encoding does not add a second framing', async () => {
  const { upstream, program } = await start(ok);
  const headers = { Host: 'a', 'Transfer-Encoding': '', 'Content-Length': HIDDEN.length };
  const client = connectRaw(program.port, rawRequest('POST /', headers, HIDDEN));
  await until(() => client.received().includes('<Response/>') || client.isClosed());
  client.socket.destroy();
  // Later versions of Node reject the request before `listen` receives it.
  const isRejected = client.received().startsWith('HTTP/1.1 400 ');
  expect(upstream.requests.map(({ body }) => body.toString())).toEqual(isRejected ? [] : [HIDDEN]);
  expect(upstream.requests.flatMap((request) => valuesOf(request, 'transfer-encoding'))).toEqual([]);
});

test.each([
  ['GET http://a/', /^HTTP\/1\.1 400 /],
  ['OPTIONS *', /^HTTP\/1\.1 400 /],
  ['CONNECT a:80', /^$/],
])('nothing arrives of what follows %s', async (line, response) => {
  const { upstream, program } = await start(ok);
  const client = connectRaw(program.port, rawRequest(line, { Host: 'a' }, HIDDEN));
  await until(() => client.isClosed());
  expect(client.received()).toMatch(response);
  expect(upstream.requests).toEqual([]);
});

test('HTTP/1.0 is marked as well, and its connection ends with the response', async () => {
  const { upstream, program } = await start(ok);
  const request = rawRequest('GET /', { Host: 'a', 'X-SignalWire-Webhook-Listen': 'verified' });
  const client = connectRaw(program.port, request.replace('HTTP/1.1', 'HTTP/1.0'));
  await until(() => client.isClosed());
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 /);
  expect(marksOf(upstream.requests)).toEqual([[UNSIGNED]]);
});
