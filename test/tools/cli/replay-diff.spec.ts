import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';
let application: Server;
let reply: { status: number; type: string; body: string | Buffer } = { status: 200, type: '', body: '' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
  application = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
    });
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
});
afterAll(() => {
  stopPrograms();
  application.close();
  rmSync(folder, { recursive: true });
});

const HELLO = '<Response><Say>Hello</Say><Pause/><Hangup/></Response>';

/** Replays one recorded request, whose recorded response has this content. */
function replay(content: object, ...args: string[]) {
  const response = {
    status: 200,
    headers: [{ name: 'Content-Type', value: 'text/xml; charset=utf-8' }],
    content,
  };
  const request = { method: 'POST', url: 'https://example.com/voice', headers: [] };
  const path = join(folder, 'recorded.har');
  writeFileSync(path, JSON.stringify({ log: { entries: [{ request, response }] } }));
  const to = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  return runProgram(['replay', path, '--to', to, ...args], folder);
}

/** The lines below the row of the entry. */
const below = (output: string) =>
  output
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.trim());

test('an unchanged response has no diff', async () => {
  reply = { status: 200, type: 'text/xml;charset=UTF-8', body: HELLO };
  const { code, output } = await replay({ text: HELLO });
  expect([code, below(output)]).toEqual([0, []]);
  expect(output).not.toContain('changed');
});

test('changed lines and a changed content type are shown, and the exit code follows the status', async () => {
  reply = {
    status: 200,
    type: 'application/xml',
    body: HELLO.replace('Hello', 'Bye\x1b[31m').replace('<Pause/>', ''),
  };
  const { code, output } = await replay({ text: HELLO });
  expect([code, output]).toEqual([0, expect.stringMatching(/ 200 +200 +\d+ ms +changed\n/)]);
  expect(below(output)).toEqual([
    'Content-Type: text/xml; charset=utf-8 → application/xml',
    '- <Say>Hello</Say>',
    '- <Pause/>',
    '+ <Say>Bye\\u001b[31m</Say>',
  ]);
  reply = { ...reply, status: 500 };
  expect((await replay({ text: HELLO })).code).toBe(1);
});

test('--json has the differences', async () => {
  reply = { status: 200, type: 'application/json', body: '{"a":1,"b":[2]}' };
  const { output } = await replay({ text: '{"a":1,"b":[3]}' }, '--json');
  expect(JSON.parse(output)).toMatchObject({
    entry: 1,
    status: 200,
    contentType: { recorded: 'text/xml; charset=utf-8', now: 'application/json' },
    body: ['-     3', '+     2'],
  });
});

test.each<[string, object, string | Buffer, string[]]>([
  ['a body that is not recorded', { size: 10 }, HELLO, []],
  ['a content without members', {}, HELLO, []],
  ['an empty body', { size: 0 }, 'x', ['-', '+ x']],
  ['the recorded beginning of a body', { text: HELLO, size: 90 }, `${HELLO}${' '.repeat(40)}`, []],
  ['bytes', { text: '/w==', encoding: 'base64' }, Buffer.from([0xff, 0xfe]), ['- 1 bytes', '+ 2 bytes']],
  ['a malformed text', { text: { toString: null } }, HELLO, []],
])('%s', async (_name, content, body, expected) => {
  reply = { status: 200, type: 'text/xml; charset=utf-8', body };
  const { code, output } = await replay(content);
  expect([code, below(output)]).toEqual([0, expected]);
});

test('the diff of a large body is small', async () => {
  const lines = (word: string) =>
    Array.from({ length: 40_000 }, (_each, index) => `${word} ${index}`).join('\n');
  reply = { status: 200, type: 'text/xml; charset=utf-8', body: lines('b') };
  const { output } = await replay({ text: lines('a') });
  expect(below(output)).toHaveLength(21);
  expect(below(output).at(-1)).toBe('… 79980 more lines');
  reply = { ...reply, body: 'y'.repeat(100_000) };
  expect((await replay({ text: 'x'.repeat(100_000) })).output.length).toBeLessThan(600);
});

test('deeply nested JSON of a file is compared as it is', async () => {
  const nested = `${'['.repeat(4000)}${'1,'.repeat(2000)}1${']'.repeat(4000)}`;
  reply = { status: 200, type: 'text/xml; charset=utf-8', body: '{}' };
  const { output } = await replay({ text: nested });
  expect(below(output)).toEqual([`- ${'['.repeat(118)}…`, '+ {}']);
});

test('of a body that is longer than a replay reads, only the beginning is compared', async () => {
  const body = 'x'.repeat(2 * 1024 * 1024);
  reply = { status: 200, type: 'text/xml; charset=utf-8', body };
  const { code, output } = await replay({ text: body });
  expect([code, below(output)]).toEqual([0, []]);
});
