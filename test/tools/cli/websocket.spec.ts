import { describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { linesOf, type ListenSetup, listenSetup, marksOf } from '../../support/listen.js';
import { connectRaw, type RawClient, rawRequest } from '../../support/raw-client.js';
import { OK, type Respond, SWITCH, valuesOf } from '../../support/raw-upstream.js';
import { PUBLIC_URL, signedGet } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(60_000);

const UNSIGNED = 'rejected; reason=missing-signature';
const UPGRADE = { Host: 'example.ngrok.io', Upgrade: 'websocket', Connection: 'Upgrade' };
const HANDSHAKE = rawRequest('GET /media', { ...UPGRADE, 'Sec-WebSocket-Key': 'x' });
const SIGNED_HANDSHAKE = rawRequest('GET /media', { ...UPGRADE, ...signedGet('/media').headers });
const HIDDEN = rawRequest('POST /hidden', { Host: 'a', 'Content-Length': 1 }, 'x');

const setup = listenSetup();
const start: ListenSetup['startForwarding'] = (...args) => setup.startForwarding(...args);

const ok: Respond = (_request, { socket }) => void socket.write(OK);
const switching: Respond = (_request, { socket }) => void socket.write(SWITCH);

async function untilSwitched(client: RawClient): Promise<void> {
  await until(() => client.received().includes('101 Switching Protocols\r\n'));
}

describe('a WebSocket handshake', () => {
  test('is verified, marked, logged and recorded, and bytes go both ways after the 101', async () => {
    const { upstream, program } = await start(switching, '--record', 'sockets.har');
    for (const [at, handshake] of [HANDSHAKE, SIGNED_HANDSHAKE].entries()) {
      const client = connectRaw(program.port, handshake);
      await untilSwitched(client);
      expect(client.received()).toMatch(/\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/);
      client.socket.write('from the caller');
      await until(() => upstream.connections[at]?.rest.toString() === 'from the caller');
      upstream.connections[at]?.socket.write('from the application');
      await until(() => client.received().endsWith('from the application'));
      client.socket.destroy();
      await until(() => upstream.connections[at]?.socket.destroyed === true);
    }
    expect(marksOf(upstream.requests)).toEqual([[UNSIGNED], []]);
    expect(upstream.requests.map((request) => valuesOf(request, 'connection'))).toEqual([
      ['Upgrade'],
      ['Upgrade'],
    ]);
    await until(() => linesOf(program).length === 2);
    expect(linesOf(program)).toMatchObject([
      { verified: false, reason: 'missing-signature', url: `${PUBLIC_URL}/media`, status: 101 },
      { verified: true, url: `${PUBLIC_URL}/media`, status: 101, warnings: [] },
    ]);
    const har = JSON.parse(readFileSync(join(setup.folder(), 'sockets.har'), 'utf8')) as {
      log: { entries: { response: { status: number }; _signalwire: { verified: boolean } }[] };
    };
    expect(
      har.log.entries.map(({ response, _signalwire }) => [response.status, _signalwire.verified]),
    ).toEqual([
      [101, false],
      [101, true],
    ]);
  });

  test('keeps the bytes after it back until the 101', async () => {
    let before: string | undefined;
    const { upstream, program } = await start((_request, connection) => {
      setTimeout(() => {
        before = connection.rest.toString();
        connection.socket.write(SWITCH);
      }, 100);
    });
    const client = connectRaw(program.port, HANDSHAKE, 'early ');
    await until(() => upstream.requests.length === 1);
    client.socket.write(HIDDEN);
    await untilSwitched(client);
    await until(() => upstream.connections[0]?.rest.toString() === `early ${HIDDEN}`);
    expect(before).toBe('');
  });

  test.each<[string, number, string]>([
    ['200', 200, OK],
    [
      '403 with a long body',
      403,
      `HTTP/1.1 403 Forbidden\r\nContent-Length: 3000000\r\n\r\n${'a'.repeat(3_000_000)}`,
    ],
    [
      '404 in chunks',
      404,
      `HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngone\r\n0\r\n\r\n`,
    ],
  ])(
    'that the application answers with %s drops the bytes after it and ends the connection',
    async (_name, status, response) => {
      const { upstream, program } = await start((_request, { socket }) => void socket.write(response));
      const client = connectRaw(program.port, SIGNED_HANDSHAKE, HIDDEN);
      await until(() => client.isClosed());
      expect(client.received()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(client.received()).toMatch(/\r\nConnection: close\r\n/);
      const body = response.slice(response.indexOf('\r\n\r\n'));
      expect(client.received().endsWith(body)).toBe(true);
      await until(() => upstream.connections.every(({ socket }) => socket.destroyed));
      expect(upstream.requests).toHaveLength(1);
      expect(upstream.connections.map(({ rest }) => rest.length)).toEqual([0]);
    },
  );

  test('does not forward the listen header of a caller, and sends its own even if Connection names it', async () => {
    const { upstream, program } = await start(switching);
    const marks = {
      'x-signalwire-webhook-LISTEN': 'verified',
      X_SignalWire_Webhook_Listen: 'verified',
      Connection: 'Upgrade, X-SignalWire-Webhook-Listen',
    };
    const client = connectRaw(program.port, rawRequest('GET /', { ...UPGRADE, ...marks }));
    await untilSwitched(client);
    expect(marksOf(upstream.requests)).toEqual([[UNSIGNED]]);
    expect(upstream.requests[0]?.headers.flat()).not.toContain('X_SignalWire_Webhook_Listen');
    expect(upstream.requests.map((request) => valuesOf(request, 'connection'))).toEqual([['Upgrade']]);
  });

  test('may follow other requests on its connection', async () => {
    const { upstream, program } = await start((request, { socket }) => {
      socket.write(valuesOf(request, 'upgrade').length > 0 ? SWITCH : OK);
    });
    const client = connectRaw(program.port, rawRequest('POST /a', { Host: 'a', 'Content-Length': 1 }, 'x'));
    await until(() => client.received().endsWith('<Response/>'));
    client.socket.write(HANDSHAKE);
    await untilSwitched(client);
    client.socket.write(HIDDEN);
    await until(() => upstream.connections.some(({ rest }) => rest.toString() === HIDDEN));
    client.socket.destroy();
    expect(marksOf(upstream.requests)).toEqual([['rejected; reason=unsupported-content-type'], [UNSIGNED]]);
  });

  test('behind which more than 64 kB wait for the 101 is closed, and they arrive nowhere', async () => {
    const { upstream, program } = await start(() => undefined);
    const client = connectRaw(program.port, HANDSHAKE, Buffer.alloc(200_000));
    await until(() => client.isClosed());
    await until(() => upstream.connections.every(({ socket }) => socket.destroyed));
    expect(upstream.connections.map(({ rest }) => rest.length)).toEqual([0]);
  });

  test('is ended at the application if its caller leaves before the response', async () => {
    const { upstream, program } = await start(() => undefined);
    const client = connectRaw(program.port, HANDSHAKE);
    await until(() => upstream.requests.length === 1);
    client.socket.destroy();
    await until(() => upstream.connections.every(({ socket }) => socket.destroyed));
    await until(() => program.output().includes('The client disconnected'));
  });

  test.each([
    ['a request', { Host: 'a' }],
    ['an unknown expectation', { Host: 'a', Expect: 'x' }],
    ['a request without Host', {}],
  ])('behind %s without response closes the connection', async (_name, headers) => {
    const { upstream, program } = await start(() => undefined);
    const client = connectRaw(program.port, rawRequest('GET /slow', headers) + HANDSHAKE);
    await until(() => client.isClosed());
    await until(() => program.output().includes('an earlier request on it has no response yet'));
    expect(upstream.requests.every(({ target }) => target === '/slow')).toBe(true);
  });

  test('is one of at most 64 at a time, and Ctrl-C ends those that are open', async () => {
    const { upstream, program } = await start(switching);
    const clients = Array.from({ length: 64 }, () => connectRaw(program.port, HANDSHAKE));
    for (const client of clients) await untilSwitched(client);
    const further = connectRaw(program.port, HANDSHAKE);
    await until(() => further.isClosed());
    expect([further.received(), upstream.requests.length]).toEqual(['', 64]);
    clients[0]?.socket.destroy();
    await until(() => upstream.connections.some(({ socket }) => socket.destroyed));
    const next = connectRaw(program.port, HANDSHAKE);
    await untilSwitched(next);
    await program.stop();
    await until(() => clients.every((client) => client.isClosed()));
  });

  test('without an application to pass it to is rejected', async () => {
    const program = await setup.startProgram('--public-url', PUBLIC_URL, '--json');
    const client = connectRaw(program.port, SIGNED_HANDSHAKE);
    await until(() => client.isClosed());
    expect(client.received()).toMatch(/^HTTP\/1\.1 403 /);
    await until(() => program.output().includes('--forward http://localhost:3000'));
  });
});

describe('half of an upgrade', () => {
  test.each<[string, Record<string, string>]>([
    ['Upgrade without Connection', { Host: 'a', Upgrade: 'websocket' }],
    ['Connection without Upgrade', { Host: 'a', Connection: 'Upgrade' }],
    ['an empty Upgrade', { ...UPGRADE, Upgrade: '' }],
  ])('%s: arrives as an ordinary request without it, and so does what follows', async (_name, headers) => {
    const { upstream, program } = await start(ok);
    const client = connectRaw(program.port, rawRequest('GET /a', headers), HIDDEN);
    await until(() => upstream.requests.length === 2);
    client.socket.destroy();
    expect(marksOf(upstream.requests)).toEqual([[UNSIGNED], ['rejected; reason=unsupported-content-type']]);
    expect(upstream.requests.flatMap((request) => valuesOf(request, 'upgrade'))).toEqual([]);
  });
});

describe('a request with an Upgrade header that is not a WebSocket handshake', () => {
  const chunk = '3\r\nabc\r\n0\r\n\r\n';
  test.each<[string, string]>([
    ['h2c', rawRequest('GET /', { ...UPGRADE, Upgrade: 'h2c' })],
    ['a list of protocols', rawRequest('GET /', { ...UPGRADE, Upgrade: 'websocket, h2c' })],
    ['a list in two headers', rawRequest('GET /', { ...UPGRADE, upgrade: 'websocket' })],
    ['a version', rawRequest('GET /', { ...UPGRADE, Upgrade: 'websocket/13' })],
    ['POST', rawRequest('POST /', UPGRADE)],
    ['a body', rawRequest('GET /', { ...UPGRADE, 'Content-Length': 3 }, 'abc')],
    ['a part of a body', rawRequest('GET /', { ...UPGRADE, 'Content-Length': 1000 }, 'abc')],
    [
      'a part of a chunked body',
      rawRequest('GET /', { ...UPGRADE, 'Transfer-Encoding': 'chunked' }, '3e8\r\n'),
    ],
    ['a chunked body', rawRequest('GET /', { ...UPGRADE, 'Transfer-Encoding': 'chunked' }, chunk)],
    ['HTTP/1.0', HANDSHAKE.replace('HTTP/1.1', 'HTTP/1.0')],
  ])('%s: is rejected with what follows it, and said', async (_name, request) => {
    const { upstream, program } = await start(ok);
    const client = connectRaw(program.port, request, HIDDEN);
    await until(() => client.isClosed());
    expect(client.received()).toMatch(/^HTTP\/1\.1 400 /);
    await until(() => program.output().includes('is not a WebSocket handshake'));
    expect(upstream.connections).toEqual([]);
  });
});

describe('--only-verified', () => {
  test('rejects each handshake, signed or not, with what follows it, and names --allow-websockets', async () => {
    const { upstream, program } = await start(ok, '--only-verified');
    for (const handshake of [HANDSHAKE, SIGNED_HANDSHAKE]) {
      const client = connectRaw(program.port, handshake, HIDDEN);
      await until(() => client.isClosed());
      expect(client.received()).toMatch(/^HTTP\/1\.1 403 /);
    }
    await until(() => linesOf(program).length === 2);
    expect(linesOf(program).map(({ verified, warnings }) => [verified, warnings])).toEqual(
      [false, true].map((verified) => [verified, [expect.stringContaining('Fix: --allow-websockets')]]),
    );
    expect(upstream.connections).toEqual([]);
  });

  test('passes handshakes marked with --allow-websockets, and still no other unverified request', async () => {
    const { upstream, program } = await start(switching, '--only-verified', '--allow-websockets');
    for (const handshake of [HANDSHAKE, SIGNED_HANDSHAKE])
      await untilSwitched(connectRaw(program.port, handshake));
    const other = connectRaw(program.port, HIDDEN);
    await until(() => other.received().startsWith('HTTP/1.1 403 '));
    expect(marksOf(upstream.requests)).toEqual([[UNSIGNED], []]);
  });
});

describe('a 101 that was not asked for', () => {
  const h2c = SWITCH.replace('websocket', 'h2c');
  const bare = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
  const plain = rawRequest('GET /', { Host: 'a' });
  test.each([
    ['to an ordinary request', plain, SWITCH],
    ['for a different protocol', HANDSHAKE, h2c],
    ['without protocol', HANDSHAKE, bare],
  ])('%s is a 502, and passes nothing', async (_name, request, response) => {
    const { upstream, program } = await start((_arrived, { socket }) => void socket.write(response));
    const client = connectRaw(program.port, request);
    await until(() => client.received() !== '');
    expect(client.received()).toMatch(/^HTTP\/1\.1 502 /);
    client.socket.write(HIDDEN);
    await until(() => client.isClosed());
    await until(() => upstream.connections.every(({ socket }) => socket.destroyed));
    expect(upstream.connections.map(({ rest }) => rest.length)).toEqual([0]);
    await until(() => program.output().includes('to a request without an upgrade'));
  });
});
