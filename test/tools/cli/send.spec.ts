import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ProgramResult, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL } from '../../support/signing.js';

// Some wait for the time limit of an exchange, which is 30 s.
jest.setTimeout(90_000);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'send-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

type Respond = (socket: Socket) => void;

/** Sends a webhook to a server that responds with what the function writes. */
async function sendTo(respond: Respond, ...args: string[]): Promise<ProgramResult> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    socket.once('data', () => {
      respond(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const publicUrl = ['--public-url', PUBLIC_URL];
    return await runProgram(['send', `http://127.0.0.1:${port}/voice`, ...publicUrl, ...args], folder);
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

const text =
  (response: string): Respond =>
  (socket) =>
    socket.write(response);

/** Goes on with the response, a byte at a time, until the socket is closed. */
const trickle =
  (head: string): Respond =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write('x'), 500);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };

const response = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
const EARLY = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const FORGED = ['--forge', 'key'];

describe('only a whole final response is a success', () => {
  test.each<[string, string[], number]>([
    ['200 OK', [], 0],
    ['204 No Content', [], 0],
    ['304 Not Modified', [], 1],
    ['302 Found', [], 1],
    ['404 Not Found', [], 1],
    ['503 Service Unavailable', [], 1],
    ['401 Unauthorized', FORGED, 0],
    ['403 Forbidden', FORGED, 0],
    ['200 OK', FORGED, 1],
    ['302 Found', FORGED, 1],
    ['404 Not Found', FORGED, 1],
    ['503 Service Unavailable', FORGED, 1],
  ])('%s %j', async (status, args, expected) => {
    const { code, output } = await sendTo(text(response(status)), ...args);
    expect([code, output]).toEqual([expected, expect.stringContaining(status.slice(0, 3))]);
  });

  test.each<[string, string[], boolean]>([
    ['401 Unauthorized', [], true],
    ['403 Forbidden', [], true],
    ['403 Forbidden', FORGED, false],
    ['404 Not Found', [], false],
  ])('%s %j: the output says where the reason of a rejection is: %j', async (status, args, expected) => {
    const { output } = await sendTo(text(response(status)), ...args);
    expect(output.includes('the log of the application contains the reason')).toBe(expected);
  });

  test.each([[[]], [FORGED]])('101 is not a response to a webhook: %j', async (args) => {
    for (const rest of ['', response('200 OK')]) {
      const { code, output } = await sendTo(text(SWITCH + rest), ...args);
      expect([code, output]).toEqual([3, expect.stringContaining('switched protocols (101)')]);
    }
  });

  test('an interim response is not the final one', async () => {
    expect((await sendTo(text(EARLY + response('200 OK')))).code).toBe(0);
    expect((await sendTo(text(EARLY + response('403 Forbidden')), ...FORGED)).code).toBe(0);
    const { code, output } = await sendTo((socket) => socket.end(EARLY));
    expect([code, output]).toEqual([3, expect.stringContaining('closed the connection without a response')]);
  });

  test('a response that breaks off is not a whole one', async () => {
    const cut = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response/>';
    const { code, output } = await sendTo((socket) => socket.end(cut));
    expect([code, output]).toEqual([3, expect.stringContaining('closed the connection during its response')]);
  });

  test('the whole exchange has a time limit, however the server spends it', async () => {
    const silent: Respond[] = [
      text(''),
      text(EARLY),
      text('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response/>'),
      trickle('HTTP/1.1 200 OK\r\nX-Endless: '),
      trickle('HTTP/1.1 200 OK\r\n\r\n'),
      (socket) => {
        const timer = setInterval(() => socket.write(EARLY), 500);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
    ];
    const results = await Promise.all(silent.map((respond) => sendTo(respond)));
    for (const { code, output } of results)
      expect([code, output]).toEqual([3, expect.stringContaining('did not finish its response within 30 s')]);
  });
});
