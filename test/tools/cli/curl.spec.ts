import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningProgram, startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { until } from '../../support/until.js';

// Each test runs curl.
jest.setTimeout(60_000);

interface Received {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

let folder = '';
let application: Server;
let program: RunningProgram;
let received: Received[] = [];
let sent = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'curl-'));
  writeFileSync(join(folder, 'secret'), 'the content of a file');
  application = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request;
      const pairs = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[at + 1] ?? ''}`] : [],
      );
      const headers = pairs.filter((line) => !/^(?:connection|transfer-encoding|content-length):/.test(line));
      received.push({
        line: `${method} ${url}`,
        headers: headers.sort(),
        body: Buffer.concat(chunks).toString('latin1'),
      });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
  const { port } = application.address() as AddressInfo;
  const args = ['--inspect', '--inspect-port', '0', '--forward', `http://127.0.0.1:${port}`];
  program = await startListen(args, folder);
  await until(() => program.output().includes('Inspect on'));
});
afterAll(() => {
  stopPrograms();
  application.close();
  application.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** The bytes as they are, as no client would send them. */
async function sendBytes(head: string, body: Buffer): Promise<void> {
  const socket = connect(program.port, '127.0.0.1');
  let response = '';
  socket.on('data', (chunk: Buffer) => (response += chunk.toString()));
  socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]));
  await once(socket, 'close');
  expect(response).toMatch(/^HTTP\/1\.1 200 /);
  sent++;
}

async function copyAsCurl(): Promise<string> {
  const [origin = '', token = ''] = (/Inspect on (\S+)/.exec(program.output())?.[1] ?? '').split('/#');
  const get = () =>
    fetch(`${origin}/api/deliveries/${sent}/curl`, { headers: { authorization: `Bearer ${token}` } });
  await until(async () => (await get()).status !== 404);
  return (await get()).text();
}

interface Shell {
  readonly output: string;
  readonly code: number | null;
}

/** As somebody types it: an interactive shell expands `!` as well. */
function type(command: string, ...shell: string[]): Promise<Shell> {
  return new Promise((resolve) => {
    const [name = 'bash', ...args] = shell.length > 0 ? shell : ['bash', '--norc', '-i'];
    const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: folder };
    const child = spawn(name, args, { cwd: folder, env });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      resolve({ output, code });
    });
    child.stdin.end(`set -o history -o histexpand; echo before\n${command} -sS\nexit\n`);
  });
}

const HEAD = { method: 'POST', target: '/voice', headers: ['Content-Type: text/plain'] };

/** Sends the request, copies it as curl, runs the command, and compares what the application received. */
async function compare(
  { method, target, headers }: typeof HEAD,
  body: Buffer,
  hasLength = true,
): Promise<string> {
  received = [];
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: example.ngrok.io', 'Connection: close', ...headers];
  if (hasLength) lines.push(`Content-Length: ${body.length}`);
  await sendBytes(lines.join('\r\n'), body);
  const command = await copyAsCurl();
  const { output } = await type(command);
  sent += received.length - 1;
  const [original, copy, ...more] = received;
  expect([more, original?.line]).toEqual([[], `${method} ${target}`]);
  if (!copy) throw new Error(`${command}\n${output}`);
  expect(copy).toEqual(original);
  expect(command).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  return command;
}

const bytes = (text: string) => Buffer.from(text);

test.each<[string, Buffer]>([
  ['the name of a file', bytes('@secret')],
  ['the standard input', bytes('@-')],
  ['quotes and expansions', bytes(`it's "$HOME" \`id\` $(id) \\ !! !echo it'!echo \\'!echo`)],
  [
    'quotes and expansions beside a line break',
    bytes(`it's "$HOME" \`id\` $(id) \\ !!\n!echo '!echo \\'!echo`),
  ],
  ['line breaks, also at its ends', bytes('\r\n\ta\r\nb\n\n')],
  ['a minus at its start', bytes('--next -d x')],
  ['digits after an escaped character', bytes('\n1\x0712\x7f777')],
  ['what looks like a format', bytes('%s %d \\n %% \0')],
  ['a minus before a NUL', bytes('-n\0')],
  ['NUL', Buffer.from([0, 65, 0, 48, 0])],
  ['all bytes', Buffer.from(Array.from({ length: 256 }, (_, index) => index))],
  ['Latin-1', Buffer.from('ü=\xff', 'latin1')],
  ['other letters and invisible characters', bytes('ü € \u{1f600} \u202e\u200b\u2028')],
  ['more than an argument holds', bytes(`It's ${'ü%\\'.repeat(60_000)}`)],
  ['nothing', Buffer.alloc(0)],
])('a body of %s', async (_name, body) => {
  await compare(HEAD, body);
});

test('a request without a body', async () => {
  for (const method of ['GET', 'DELETE', 'HEAD'])
    await compare({ method, target: '/voice?a=1', headers: [] }, Buffer.alloc(0), false);
  await compare({ method: 'GET', target: '/voice', headers: [] }, bytes('a=1'));
  await compare({ method: 'PUT', target: '/voice', headers: [] }, bytes('a=1'));
});

test.each([
  '/[1-3]?a[]=1&b={x,y}&c=[a-c]',
  '/a/../b/./c//d/..',
  '/it\'s/$HOME/`id`/!!/"x"?!echo\'!echo&%00%zz+%7E|^<>\\',
  '//example.com/@?http://user:pass@example.com/',
])('the path and query %s', async (target) => {
  await compare({ ...HEAD, target }, bytes('a=1'));
});

test('headers', async () => {
  await compare(
    {
      ...HEAD,
      headers: [
        'Content-Type: text/plain',
        'X-Empty:',
        'X-Repeated: 1',
        'x-repeated: 2',
        'X-Minus: -H a: b',
        'X-File: @secret',
        `X-Quotes: it's "$HOME" \`id\` \\ !! !echo`,
        'X-Latin: \xfc it\x27s !echo',
        'X-UTF8: \xc3\xbc',
        'X-Tab: a\tb',
        'X-Semicolon: a;',
        "X'!`: 1",
        'Cookie: @secret',
        'User-Agent: @secret',
        'Accept: [1-3]',
      ],
    },
    bytes('a=1'),
  );
});

test('any bytes in any place', async () => {
  const text = (max: number) =>
    fc
      .array(fc.integer({ min: 0x21, max }), { maxLength: 30 })
      .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x23 && code !== 0x7f)));
  const body = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(text(0x7e), text(0xff), body, async (query, value, content) => {
      const headers = ['Content-Type: text/plain', `X-Any: ${value}`];
      await compare({ ...HEAD, target: `/?${query}`, headers }, Buffer.from(content));
    }),
    { numRuns: 40 },
  );
});

test('a password is not copied, and a body that is not kept is not sent', async () => {
  received = [];
  await sendBytes(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Basic c2VjcmV0',
    bytes(''),
  );
  const command = await copyAsCurl();
  expect(command).toContain("'Authorization: Basic ***'");
  expect(command).not.toContain('c2VjcmV0');
  const long = Buffer.alloc(2_500_000, 'x');
  await sendBytes(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${long.length}`, long);
  expect(JSON.parse(await copyAsCurl())).toEqual({
    error: expect.stringContaining('only its beginning is stored') as unknown,
  });
});

test('sign --curl sends what it says, whatever the fields hold', async () => {
  const { port } = application.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const sign = ['sign', `${origin}/[1-3]?a={b,c}`, '--public-url', origin, '--curl'];
  received = [];
  const { output } = await runProgram([...sign, '--set', 'Body=@secret'], folder);
  await type(output.trim());
  expect(received.map(({ line }) => line)).toEqual(['POST /[1-3]?a={b,c}']);
  expect(new URLSearchParams(received[0]?.body).get('Body')).toBe('@secret');
  const evil = `it's !! \\ \u202e \x1b[31m @`;
  const swml = ['--as', 'swml.call', '--set', `call.from=${evil}`];
  const json = await runProgram([...sign, ...swml], folder);
  await type(json.output.trim());
  expect(JSON.parse(Buffer.from(received[1]?.body ?? '', 'latin1').toString())).toMatchObject({
    call: { from: evil },
  });
});
