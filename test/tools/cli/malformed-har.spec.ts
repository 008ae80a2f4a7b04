import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'malformed-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

const request = { method: 'POST', url: 'https://example.com/voice', headers: [] as unknown[] };
const signature = { name: 'X-SignalWire-Signature', value: 'x' };
/** Has no text, as JSON can make it. */
const odd = { toString: null, valueOf: 1 };

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const har = (changes: object) =>
  write('changed.har', JSON.stringify({ log: { entries: [{ request: { ...request, ...changes } }] } }));

/** Nothing listens there: what can be sent ends with 3. */
const NOWHERE = ['--to', 'http://127.0.0.1:2'];

describe.each(['verify', 'diagnose', 'replay'])('%s', (command) => {
  const run = (path: string) => runProgram([command, path, ...(command === 'replay' ? NOWHERE : [])], folder);

  test.each<[object, string]>([
    [{ method: odd }, 'log.entries[0].request of the HAR file has no method'],
    [{ url: odd }, 'log.entries[0].request of the HAR file has no method or no url'],
    [{ headers: odd }, 'log.entries[0].request.headers of the HAR file is not a list'],
    [{ headers: [{ name: odd, value: 'x' }] }, 'log.entries[0].request.headers[0]'],
    [{ headers: [signature, { name: 'a', value: odd }] }, 'log.entries[0].request.headers[1]'],
    [{ headers: [signature, { name: 'a b', value: '1' }] }, 'log.entries[0].request.headers[1]'],
    [{ headers: [signature, { name: '', value: '1' }] }, 'log.entries[0].request.headers[1]'],
    [{ headers: [signature, { name: 'a', value: '1\r\nb: 2' }] }, 'log.entries[0].request.headers[1]'],
    [{ headers: [signature, odd] }, 'log.entries[0].request.headers[1]'],
    [{ postData: { text: odd } }, 'log.entries[0].request.postData'],
    [{ postData: { text: 'a=1&b', encoding: 'base64' } }, 'log.entries[0].request.postData.text'],
    [{ postData: { params: [{ name: odd }] } }, 'log.entries[0].request.postData.params[0]'],
  ])('%j', async (changes, where) => {
    const { code, output } = await run(har(changes));
    expect([code, output]).toEqual([2, expect.stringContaining(where)]);
  });

  test('a file that is not UTF-8', async () => {
    const text = JSON.stringify({
      log: { entries: [{ request: { ...request, postData: { text: 'a=ü' } } }] },
    });
    for (const [encoding, message] of [
      ['latin1', 'not encoded in UTF-8'],
      ['utf16le', 'encoded in UTF-16'],
    ] as const) {
      const mark = encoding === 'utf16le' ? '\ufeff' : '';
      const { code, output } = await run(write(`${encoding}.har`, Buffer.from(mark + text, encoding)));
      expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    }
    expect((await run(write('mark.har', `\ufeff${text}`))).code).toBe(command === 'replay' ? 3 : 1);
  });

  test('what is not ours to judge is left alone', async () => {
    const entry = { request, response: odd, startedDateTime: odd, time: odd, timings: odd, _signalwire: odd };
    const { code } = await run(
      write('left.har', JSON.stringify({ log: { creator: odd, entries: [entry] } })),
    );
    expect(code).toBe(command === 'replay' ? 3 : 1);
  });
});

test.each<[object, string]>([
  [{ url: 'https://example.com/\u20ac' }, 'its path or query has a character'],
  [{ headers: [{ name: 'a', value: '\u20ac' }] }, 'its header a has a character'],
])('what HTTP cannot carry is not sent: %j', async (changes, message) => {
  const { code, output } = await runProgram(['replay', har(changes), ...NOWHERE], folder);
  expect([code, output]).toEqual([2, expect.stringMatching(`log.entries\\[0\\].request .*${message}`)]);
});

test('what belongs to one connection is not sent again', async () => {
  const received: string[] = [];
  const server = createServer((incoming, response) => {
    received.push(...Object.keys(incoming.headers));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const names = ['Upgrade', 'Trailer', 'TE', 'Keep-Alive', 'X-Kept'];
  const path = har({ headers: names.map((name) => ({ name, value: 'websocket' })) });
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { output } = await runProgram(['replay', path, '--to', to], folder);
  server.close();
  expect(output).toMatch(/ 200 /);
  expect(received).toEqual(['host', 'x-kept', 'content-length', 'connection']);
});
