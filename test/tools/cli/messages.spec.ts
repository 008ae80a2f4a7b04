import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PROGRAM, spawnProgram, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { signedForm, PUBLIC_URL, SIGNING_KEY } from '../../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'messages-'));
  const {
    method,
    target,
    headers = {},
    body,
  } = signedForm('/voice', { CallSid: 'c1', CallStatus: 'ringing' });
  const request = {
    method,
    url: PUBLIC_URL + target,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    postData: { text: body },
  };
  writeFileSync(join(folder, 'a.har'), JSON.stringify({ log: { entries: [{ request }, { request }] } }));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => runProgram(args, folder);
const LOCAL = ['http://127.0.0.1:2/', '--public-url', PUBLIC_URL];

describe('a typo', () => {
  test.each<[string[], string]>([
    [['sned'], 'Unknown command "sned". Fix: npx signalwire-webhook send\n'],
    [['Verify'], 'Unknown command "Verify". Fix: npx signalwire-webhook verify\n'],
    [['verify', 'a', '--publc-url', 'https://a.b'], 'Unknown flag --publc-url. Fix: --public-url\n'],
    [['verify', 'a', '--public_url=https://a.b?secret'], 'Unknown flag --public_url. Fix: --public-url\n'],
    [['send', ...LOCAL, '--no-jsn'], 'Unknown flag --no-jsn. Fix: --json\n'],
    [['listen', '--onlyverified'], 'Unknown flag --onlyverified. Fix: --only-verified\n'],
    [['listen', 'inspect'], 'listen has only flags, not the argument "inspect". Fix: --inspect\n'],
    [
      ['sign', 'https://a.b', '--as', 'voice.inbond'],
      'Unknown kind "voice.inbond". Fix: --as voice.inbound\n',
    ],
    [['send', ...LOCAL, '--forge', 'unsgined'], 'not "unsgined". Fix: --forge unsigned\n'],
    [['sign', 'https://a.b', '--key-kind', 'api_token'], 'or api-token. Fix: --key-kind api-token\n'],
    [['replay', 'a.har', '--kind', 'voice.inbond'], 'Fix: --kind voice.inbound\n'],
    [['replay', 'a.har', '--kind', 'fax.status'], 'The kinds of the entries are voice.inbound.\n'],
    [['replay', 'a.har', '--only', '1..2'], 'Fix: --only 3,7-9\n'],
  ])('%j suggests the nearest name', async (args, message) => {
    const { code, output } = await run(...args);
    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    expect(output).not.toContain('secret');
  });

  test('a name that is near to no other one has no suggestion', async () => {
    const { output } = await run('verify', 'a', '--nonsense');
    expect(output).toMatch(/^Unknown flag --nonsense\.\n/);
    expect((await run('unknown')).output).toContain('Usage: signalwire-webhook <command>');
  });
});

test.each<[string[], number, string]>([
  [['verify', 'missing.http', '--json'], 2, 'cannot be read: ENOENT'],
  [['diagnose', 'missing.http', '--json'], 2, 'cannot be read: ENOENT'],
  [['verify', 'a.har', '--json', '--only', '9'], 2, '--only 9 matches no entry'],
  [['send', ...LOCAL, '--json'], 3, 'cannot be reached: ECONNREFUSED'],
  [['send', 'http://127.0.0.1:2/', '--json'], 2, 'The public URL is missing.'],
  [['sign', 'https://a.b', '--as', 'x', '--json'], 2, 'Unknown kind "x".'],
  [['replay', 'a.har', '--jsn', '--json'], 2, 'Unknown flag --jsn. Fix: --json'],
])('%j prints an error as one JSON object', async (args, exitCode, message) => {
  const child = spawnProgram(args, folder);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end();
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, errors]).toEqual([exitCode, '']);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(output)).toEqual({ error: expect.stringContaining(message) as unknown, exitCode });
});

test('sign --json and send --json print one object per line', async () => {
  const { output } = await run('sign', 'https://example.com/voice', '--json');
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(output)).toMatchObject({ method: 'POST', url: 'https://example.com/voice' });
});

test.each(['', 'sign', 'send', 'verify', 'diagnose', 'listen', 'replay'])(
  'the help of "%s" fits 100 columns',
  async (command) => {
    const { code, output } = await run(...(command === '' ? [] : [command]), '--help');
    expect(code).toBe(0);
    expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
  },
);

test('replay shows its progress on a terminal only', async () => {
  const args = `replay a.har --to http://127.0.0.1:2`;
  const command = `'${process.execPath}' '${PROGRAM}' ${args} > /dev/null`;
  const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
  }).catch((error: unknown) => error as { stdout: string });
  expect(stdout).toContain('Sent 1 of 2 requests');
  expect((await run(...args.split(' '))).output).not.toContain('Sent ');
});

test('the sign for an omitted key keeps the punctuation after it', async () => {
  const { code, output } = await run('sign', 'https://a.b', '--key', 'PT0123456789abcdef0123456789');
  expect([code, output]).toEqual([
    2,
    expect.stringContaining('use the Signing Key (PSK_…), which the API page'),
  ]);
});
