import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { sendRequest } from '../../support/applications.js';
import { PROGRAM, type RunningProgram, startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import {
  OTHER_KEY,
  PUBLIC_URL,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../../support/signing.js';
import { until } from '../../support/until.js';

interface Har {
  readonly log: {
    readonly version: string;
    readonly _signingKey?: string;
    readonly entries: readonly {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
        readonly postData?: { readonly text: string };
      };
      readonly response: { readonly status: number; readonly content: { readonly text?: string } };
      readonly _signalwire: { readonly verified: boolean; readonly kind: string };
    }[];
  };
}

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';
let application: Server;
let port = 0;
let received: { url: string; headers: string[]; body: string }[] = [];
let status = 200;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  application = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.rawHeaders, body });
      response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end('<Response><Say>+14155552671</Say></Response>');
    });
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
  port = (application.address() as AddressInfo).port;
});
afterEach(() => {
  received = [];
  status = 200;
});
afterAll(() => {
  stopPrograms();
  application.close();
  rmSync(folder, { recursive: true });
});

function startRecording(file: string, ...args: string[]): Promise<RunningProgram> {
  const forward = ['--public-url', PUBLIC_URL, '--forward', `http://127.0.0.1:${port}`];
  return startListen([...forward, '--record', file, ...args], folder);
}

function firstReceived() {
  const [first] = received;
  if (!first) throw new Error('Nothing was received.');
  return first;
}

const readHar = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Har;
const run = (...args: string[]) => runProgram(args, folder);
const target = () => ['--to', `http://127.0.0.1:${port}`];

const call = signedForm('/voice?a=1', { CallSid: 'c1', From: '+13035550101', Body: 'It’s Ann, ü' });
const ended = signedForm('/status', { CallSid: 'c1', CallStatus: 'completed' });
const other = signedForm('/voice', { CallSid: 'c2', From: '+13035550102', To: '+1', Direction: 'inbound' });
const swml = signedJson(
  '/swml',
  { call: { call_id: 'c3', from: '+13035550103' } },
  { algorithms: ['sha1', 'sha256'] },
);
const get = signedGet('/voice?CallSid=c4&From=%2B13035550104');
const forged = { ...call, body: String(call.body).replace('c1', 'c9') };
const binary = { target: '/binary', body: Buffer.from([0, 255, 10]) };
const all = [call, ended, other, swml, get, forged, binary];

async function record(file: string, ...args: string[]): Promise<void> {
  const program = await startRecording(file, ...args);
  for (const request of all) await sendRequest(program.port, request);
  await program.stop();
  received = [];
}

describe('a recording', () => {
  test('holds what came and what was responded, for its owner alone, and never the key', async () => {
    await record('all.har');
    const { log } = readHar('all.har');
    expect(log.version).toBe('1.2');
    expect(log.entries.map(({ _signalwire: { verified } }) => verified)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(log.entries[0]?.request).toMatchObject({
      method: 'POST',
      url: PUBLIC_URL + call.target,
      postData: { text: call.body },
    });
    expect(log.entries[0]?.response).toMatchObject({
      status: 200,
      content: { text: '<Response><Say>+14155552671</Say></Response>' },
    });
    expect(statSync(join(folder, 'all.har')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'all.har'), 'utf8')).not.toContain(SIGNING_KEY);
    for (const command of ['verify', 'diagnose']) {
      const { code, output } = await run(command, 'all.har');
      expect([code, output]).toEqual([1, expect.stringContaining('5 verified, 2 rejected.')]);
      expect((await run(command, 'all.har', '--only', '1-5')).code).toBe(0);
    }
  });

  test('goes on after a crash, loses at most the last entry, and begins a new file when it is full', async () => {
    await record('crash.har');
    const path = join(folder, 'crash.har');
    truncateSync(path, statSync(path).size - 40);
    expect((await run('verify', 'crash.har')).output).toContain('5 verified, 1 rejected.');
    const program = await startRecording('crash.har', '--max-entries', '7');
    for (const request of [call, ended, other]) await sendRequest(program.port, request);
    await until(() => program.output().split('verified (cxml)').length > 3);
    // Whole at any time, not only at the end.
    expect(readHar('crash.har').log.entries).toHaveLength(7);
    expect(readHar('crash-2.har').log.entries).toHaveLength(2);
    await program.stop();
  });

  test('is not written over what is something else', async () => {
    writeFileSync(join(folder, 'letter.txt'), 'Dear Ann');
    symlinkSync(join(folder, 'letter.txt'), join(folder, 'link.har'));
    execFileSync('mkfifo', [join(folder, 'pipe.har')]);
    for (const file of ['letter.txt', 'link.har', 'pipe.har', '/dev/null', 'no/such/folder.har']) {
      const { code, output } = await run('listen', '--port', '0', '--record', file);
      expect([code, output]).toEqual([
        2,
        expect.stringMatching(/^"[^"]*" (?:is not a|cannot be written)[^"]*$/),
      ]);
    }
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('Dear Ann');
  });

  test('with --redact holds no number, text or signature of the configured key, and still verifies', async () => {
    await record('redacted.har', '--redact');
    const text = readFileSync(join(folder, 'redacted.har'), 'utf8');
    expect(text).not.toMatch(/Ann|303555010\d|14155552671/);
    expect(text).not.toContain(String(call.headers?.['x-signalwire-signature']));
    expect(text).not.toContain(SIGNING_KEY);
    const { log } = readHar('redacted.har');
    expect(log._signingKey).toMatch(/^PSK_redacted_/);
    expect((await run('verify', 'redacted.har')).output).toContain('5 verified, 1 rejected, 1 not verified.');
    const change = ['--set', 'Digits=1'];
    const { output } = await run('replay', 'redacted.har', ...target(), ...change, '--only', '1');
    expect(output).toMatch(/1 {2}.*200 {7}200/);
    const { url, headers, body } = firstReceived();
    const flags = headers.flatMap((name, at) =>
      at % 2 === 0 ? ['--header', `${name}: ${headers[at + 1] ?? ''}`] : [],
    );
    const again = await run(
      'verify',
      '--key',
      log._signingKey ?? '',
      '--url',
      PUBLIC_URL + url,
      '--body',
      body,
      ...flags,
    );
    expect(again.code).toBe(0);
    const continued = await startRecording('redacted.har', '--redact');
    await sendRequest(continued.port, call);
    await continued.stop();
    expect(readHar('redacted.har').log).toMatchObject({ _signingKey: log._signingKey });
    expect(readHar('redacted.har').log.entries).toHaveLength(8);
    const plain = await run('listen', '--port', '0', '--record', 'redacted.har');
    expect([plain.code, plain.output]).toEqual([2, expect.stringContaining('was recorded with --redact')]);
  });
});

describe('replay', () => {
  beforeAll(() => record('replay.har'), 30_000);

  test('sends all entries again, byte for byte with their signatures', async () => {
    const { code, output } = await run('replay', 'replay.har', ...target());
    expect(code).toBe(0);
    expect(output.split('\n')).toHaveLength(all.length + 2);
    expect(received.map(({ url }) => url)).toEqual(all.map((request) => request.target));
    expect(received.map(({ body }) => body)).toEqual(
      all.map(({ body = '' }: { body?: string | Uint8Array }) => Buffer.from(body).toString('latin1')),
    );
    expect(received[0]?.headers).toEqual(
      expect.arrayContaining(['x-signalwire-signature', call.headers?.['x-signalwire-signature']]),
    );
  });

  test.each<[string[], string[]]>([
    [
      ['--only', '2,4-5'],
      ['/status', '/swml', '/voice?CallSid=c4&From=%2B13035550104'],
    ],
    [['--kind', 'voice.status'], ['/status']],
    [
      ['--call', 'c1'],
      ['/voice?a=1', '/status'],
    ],
    [['--call', 'c3'], ['/swml']],
    [['--kind', 'voice.status', '--only', '1-2'], ['/status']],
  ])('%j', async (args, targets) => {
    expect((await run('replay', 'replay.har', ...target(), ...args)).code).toBe(0);
    expect(received.map(({ url }) => url)).toEqual(targets);
  });

  test('a status that differs is a failure, shown beside the recorded one', async () => {
    status = 503;
    const { code, output } = await run('replay', 'replay.har', ...target(), '--only', '1');
    expect([code, output]).toEqual([1, expect.stringMatching(/1 {2}.* 200 {7}503/)]);
    const down = await run('replay', 'replay.har', '--to', 'http://127.0.0.1:2', '--only', '1,2');
    expect([down.code, down.output]).toEqual([3, expect.stringContaining('cannot be reached: ECONNREFUSED')]);
  });

  test.each<[string[], number, string]>([
    [['--set', 'Digits=2'], 1, SIGNING_KEY],
    [['--public-url', 'https://other.example'], 1, SIGNING_KEY],
    [['--key', OTHER_KEY], 1, OTHER_KEY],
    [['--set', 'call.from=+1'], 4, SIGNING_KEY],
    [['--set', 'From=+1'], 5, SIGNING_KEY],
    [['--sign'], 2, SIGNING_KEY],
  ])('%j is signed again', async (args, entry, key) => {
    const { code } = await run('replay', 'replay.har', ...target(), ...args, '--only', String(entry));
    expect(code).toBe(0);
    const { url, headers, body } = firstReceived();
    const base = args[0] === '--public-url' ? (args[1] ?? '') : PUBLIC_URL;
    const flags = headers.flatMap((name, at) =>
      at % 2 === 0 ? ['--header', `${name}: ${headers[at + 1] ?? ''}`] : [],
    );
    const content = body === '' ? [] : ['--body', Buffer.from(body, 'latin1').toString()];
    const method = body === '' ? 'GET' : 'POST';
    const verified = await run(
      'verify',
      '--key',
      key,
      '--method',
      method,
      '--url',
      base + url,
      ...content,
      ...flags,
    );
    expect([
      verified.code,
      args.length < 2 ||
        args[0] !== '--set' ||
        (url + body).includes((args[1]?.split('=')[1] ?? '').replace('+', entry === 4 ? '+' : '%2B')),
    ]).toEqual([0, true]);
    expect(headers.filter((name) => /signature/i.test(name))).toHaveLength(entry === 4 ? 2 : 1);
  });

  test('the key is read once, because its file can be a pipe', async () => {
    const args = ['replay', 'replay.har', ...target(), '--only', '1-3', '--sign'];
    const command = 'exec "$0" "$@" --key-file <(printf %s "$SIGNING_KEY")';
    await promisify(execFile)('bash', ['-c', command, process.execPath, PROGRAM, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], SIGNING_KEY: OTHER_KEY },
    });
    expect(received).toHaveLength(3);
  });

  test('in the recorded rhythm they keep their order', async () => {
    const log = readHar('replay.har').log.entries.slice(0, 2) as unknown as { startedDateTime: string }[];
    const entries = log.map((entry, at) => ({
      ...entry,
      startedDateTime: `2026-01-01T00:00:00.${at * 4}00Z`,
    }));
    writeFileSync(join(folder, 'rhythm.har'), JSON.stringify({ log: { entries } }));
    expect((await run('replay', 'rhythm.har', ...target(), '--rhythm')).code).toBe(0);
    expect(received.map(({ url }) => url)).toEqual(['/voice?a=1', '/status']);
  });

  test.each<[string[], string]>([
    [['replay'], 'Pass one HAR file'],
    [['replay', 'nothing.har'], 'cannot be read: ENOENT'],
    [['replay', 'replay.har', '--only', '1;2'], '--only must be numbers and ranges'],
    [['replay', 'replay.har', '--only', '99'], 'No entry of the HAR file matches'],
    [['replay', 'replay.har', '--kind', 'nothing'], 'No entry of the HAR file matches'],
    [['replay', 'replay.har', '--to', 'localhost'], '--to must be an absolute'],
    [['replay', 'replay.har', '--only', '7', '--sign'], 'SignalWire signs bodies of type'],
    [['replay', 'replay.har', '--only', '4', '--set', '__proto__.a=1'], '--set cannot name'],
    ...['/path', '?query', '/?', '#fragment'].map((rest): [string[], string] => [
      ['replay', 'replay.har', '--to', `http://localhost:4000${rest}`],
      '--to must be an origin without credentials, path and query. Fix: --to http://localhost:4000\n',
    ]),
    [['replay', 'replay.har', '--to', 'https://user:secret@[::1]:4000/'], 'Fix: --to https://[::1]:4000\n'],
    [['listen', '--forward', 'http://localhost:3000/path'], 'Fix: --forward http://localhost:3000\n'],
    [['listen', '--forward', 'http://user:secret@localhost:3000'], '--forward must be an origin'],
    [['listen', '--record', 'x.har', '--max-entries', '0'], '--max-entries must be a whole number'],
  ])('%j is told what is wrong', async (args, message) => {
    const { code, output } = await run(...args);
    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    expect(output).not.toMatch(/\n\s+at |secret/);
  });

  test('a broken entry is named, and does not hide the others', async () => {
    const path = join(folder, 'odd.har');
    writeFileSync(path, JSON.stringify({ log: { entries: [null, ...readHar('replay.har').log.entries] } }));
    const { code, output } = await run('replay', 'odd.har', ...target());
    expect([code, output]).toEqual([2, expect.stringContaining('log.entries[0].request')]);
    expect((await run('replay', 'odd.har', ...target(), '--only', '2')).code).toBe(0);
    appendFileSync(path, 'x');
    expect((await run('replay', 'odd.har', ...target())).output).toContain('it is not JSON or is incomplete');
  });
});
