import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendRequest } from '../../support/applications.js';
import { type RunningProgram, startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL, signedForm } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(60_000);

/** `listen` stores the first 2 MB of a body. */
const long = signedForm('/voice', { CallSid: 'c1', Body: 'x'.repeat(2_500_000) });
const short = signedForm('/voice', { CallSid: 'c2' });
const unsigned = { target: '/text', headers: { 'content-type': 'text/plain' }, body: 'secret' };

let folder = '';
let application: Server;
let targets: (string | undefined)[] = [];
let program: RunningProgram;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'incomplete-'));
  application = createServer((request, response) => {
    targets.push(request.url);
    request.resume().on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
  program = await record('plain.har', '--inspect', '--inspect-port', '0');
  await record('redacted.har', '--redact').then((redacting) => redacting.stop());
});
afterAll(() => {
  stopPrograms();
  application.close();
  application.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const origin = () => `http://127.0.0.1:${(application.address() as AddressInfo).port}`;

async function record(file: string, ...args: string[]): Promise<RunningProgram> {
  const flags = ['--public-url', PUBLIC_URL, '--forward', origin(), '--record', file, ...args];
  const running = await startListen(flags, folder);
  for (const request of [long, short, unsigned]) await sendRequest(running.port, request);
  await until(() => readFileSync(join(folder, file), 'utf8').split('\n').length === 6);
  return running;
}

test.each(['verify', 'diagnose'])('%s does not judge the signature of a part of a body', async (command) => {
  for (const [flags, expected] of [
    [['--key', 'PSK_other'], 1],
    [['--only', '1-2'], 2],
    [['--only', '1'], 2],
  ] as const) {
    const { code, output } = await runProgram([command, 'plain.har', ...flags], folder);
    expect([code, output]).toEqual([
      expected,
      expect.stringContaining(
        'does not contain the whole body of log.entries[0].request, so its signature cannot be verified. Fix: ',
      ),
    ]);
  }
});

test.each([
  ['plain.har', [], ['/voice', '/text']],
  ['plain.har', ['--sign', '--only', '1-2'], ['/voice']],
  ['redacted.har', [], ['/voice']],
  ['redacted.har', ['--set', 'From=+1', '--only', '1-2'], ['/voice']],
])('replay of %s %j sends only the whole requests', async (file, flags, sent) => {
  targets = [];
  const { code, output } = await runProgram(['replay', file, '--to', origin(), ...flags], folder);
  expect(output).toContain('Not sent, because the HAR file does not contain the whole body.');
  expect([code, targets]).toEqual([1, sent]);
});

test('replay --json says which request was not sent', async () => {
  const { output } = await runProgram(['replay', 'plain.har', '--to', origin(), '--json'], folder);
  const [first, second] = output.split('\n').map((line) => JSON.parse(line || 'null') as object | null);
  expect(first).toMatchObject({ entry: 1, failure: expect.stringContaining('Not sent') as unknown });
  expect(second).toMatchObject({ entry: 2, status: 200 });
});

function request(path: string, method = 'GET', body?: object): Promise<Response> {
  const [page = '', token = ''] = (/Inspect on (\S+)/.exec(program.output())?.[1] ?? '').split('/#');
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${page}/api/deliveries/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
}

test('the page does not send, copy or sign a part of a body', async () => {
  const incomplete = { error: expect.stringContaining('only its beginning is stored') as unknown };
  targets = [];
  for (const [path, method] of [
    ['1/replay', 'POST'],
    ['1/edit', 'POST'],
    ['1/curl', 'GET'],
    ['1/jest', 'GET'],
    ['1/vitest', 'GET'],
  ] as const) {
    const response = await request(path, method);
    expect([path, response.status, await response.json()]).toEqual([path, 400, incomplete]);
  }
  expect(await (await request('1')).json()).toMatchObject({ isCut: true, signedParts: [] });
  expect((await request('2/replay', 'POST')).status).toBe(200);
  expect((await request('1/edit', 'POST', { body: 'CallSid=c3' })).status).toBe(200);
  expect(targets).toEqual(['/voice', '/voice']);
});
