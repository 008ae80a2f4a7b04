import { describe, expect, jest, test } from '@jest/globals';
import type { Socket } from 'node:net';

import { sendRequest } from '../../support/applications.js';
import { linesOf, type ListenSetup, listenSetup } from '../../support/listen.js';
import { connectRaw, rawRequest } from '../../support/raw-client.js';
import { OK, RawUpstream, type Respond } from '../../support/raw-upstream.js';
import { signedGet } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(30_000);

const setup = listenSetup();
const start: ListenSetup['startForwarding'] = (...args) => setup.startForwarding(...args);
const ok: Respond = (_request, { socket }) => void socket.write(OK);
const get = (target: string) => rawRequest(`GET ${target}`, { Host: 'a' });

describe('pipelined requests', () => {
  test('are passed on one after the other', async () => {
    const sockets: Socket[] = [];
    const { upstream, program } = await start((_request, { socket }) => void sockets.push(socket));
    const client = connectRaw(program.port, get('/1'), get('/2'), get('/3'));
    for (const at of [0, 1, 2]) {
      await until(() => sockets.length === at + 1);
      expect(upstream.requests.map(({ target }) => target)).toEqual(['/1', '/2', '/3'].slice(0, at + 1));
      sockets[at]?.write(OK);
    }
    await until(() => client.received().split('<Response/>').length === 4);
    client.socket.destroy();
  });

  test('that nobody responds to end with the connection, and the others go on', async () => {
    const respond: Respond = ({ target }, { socket }) => {
      if (target === '/last') socket.write(OK);
    };
    const { upstream, program } = await start(respond);
    const client = connectRaw(program.port, get('/').repeat(5000));
    await until(() => client.isClosed());
    expect((await sendRequest(program.port, signedGet('/last'))).status).toBe(200);
    expect(upstream.requests.length).toBeLessThanOrEqual(2);
    expect(linesOf(program).filter(({ odd }) => String(odd).includes('too many requests wait'))).toHaveLength(
      1,
    );
  });
});

test('a long body that its caller breaks off after an early response is broken off at the application', async () => {
  const upstream = new RawUpstream(
    (_request, { socket }) => void socket.write(OK),
    () => true,
  );
  const program = await setup.startProgram('--forward', `http://127.0.0.1:${await upstream.listen()}`);
  const head = rawRequest('POST /', { Host: 'a', 'Content-Length': 10_000_000 });
  const client = connectRaw(program.port, head, Buffer.alloc(4_000_000));
  await until(() => client.received().endsWith('<Response/>'));
  client.socket.destroy();
  await until(() => upstream.connections.every(({ socket }) => socket.destroyed));
  upstream.close();
});

test.each([
  ['a status below 100', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['a control character in the reason', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n'],
])('a response with %s is a 502, and the program goes on', async (_name, response) => {
  const { program } = await start(({ target }, { socket }) => {
    socket.write(target === '/' ? response : OK);
  });
  expect((await sendRequest(program.port, signedGet('/'))).status).toBe(502);
  expect((await sendRequest(program.port, signedGet('/next'))).status).toBe(200);
});

test.each([
  ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['103', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
])('an interim %s of the application is left out, and the response follows', async (_name, interim) => {
  const { program } = await start((_request, { socket }) => void socket.write(interim + OK));
  const client = connectRaw(program.port, get('/'));
  await until(() => client.received().includes('<Response/>'));
  client.socket.destroy();
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 /);
});

test('a caller has 30 s to send a header, and a body', async () => {
  const { upstream, program } = await start(ok);
  const head = rawRequest('POST /', { Host: 'a', 'Content-Length': 10 });
  const clients = [head.slice(0, -1), head, `${head}x`].map((part) => connectRaw(program.port, part));
  for (const client of clients) await until(() => client.isClosed());
  expect(upstream.requests).toEqual([]);
}, 90_000);
