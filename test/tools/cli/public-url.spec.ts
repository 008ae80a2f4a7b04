import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningApplication, startApplication } from '../../support/applications.js';
import { startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from '../../support/signing.js';
import { until } from '../../support/until.js';

@Controller()
class VoiceController {
  @SignalWireWebhook()
  @Post('voice')
  voice() {
    return '<Response/>';
  }
}

// Each test starts processes.
jest.setTimeout(60_000);

const OTHER_URL = 'https://other.example.com';
const KEY = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
const EXAMPLE = '--public-url https://example.com, or PUBLIC_URL=https://example.com in .env';

let folder = '';
let application: RunningApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'public-url-'));
  application = await startApplication('express', {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [VoiceController],
  });
});
afterAll(async () => {
  stopPrograms();
  rmSync(folder, { recursive: true });
  await application.close();
});

/** Makes a folder with this `.env`. */
function folderWith(environment: string): string {
  const path = mkdtempSync(join(folder, 'f-'));
  if (environment !== '') writeFileSync(join(path, '.env'), environment);
  return path;
}

function run(args: readonly string[], dotenv = '', variables: Record<string, string> = {}) {
  return runProgram(args, folderWith(dotenv), { ...KEY, ...variables });
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const form = signedForm('/voice', { CallSid: 'c1' });
const headers = Object.entries(form.headers ?? {}).map(([name, value]) => ({ name, value: String(value) }));
const flags = headers.flatMap(({ name, value }) => ['--header', `${name}: ${value}`]);
const rawFrom = (host: string, ...more: string[]) =>
  [
    'POST /voice HTTP/1.1',
    `Host: ${host}`,
    ...more,
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    '',
    String(form.body),
  ].join('\r\n');
const harFrom = (url: string) => {
  const request = { method: 'POST', url, headers, postData: { text: form.body } };
  return JSON.stringify({ log: { entries: [{ request, response: { status: 200 } }] } });
};
const origin = () => `http://127.0.0.1:${application.port}`;
const dotenv = (url: string) => `PUBLIC_URL=${url}\n`;

describe('the flag wins over the environment, and the environment over .env', () => {
  const commands: Record<string, () => string[]> = {
    'sign of a path': () => ['sign', '/voice', '--json'],
    'sign of a local URL': () => ['sign', `${origin()}/voice`, '--json'],
    send: () => ['send', `${origin()}/voice`, '--json'],
    verify: () => ['verify', write('local.http', rawFrom('localhost:3000')), '--json'],
    diagnose: () => ['diagnose', write('local.http', rawFrom('localhost:3000')), '--json'],
    replay: () => [
      'replay',
      write('local.har', harFrom('http://app/voice')),
      '--to',
      origin(),
      '--sign',
      '--json',
    ],
  };

  test.each(Object.entries(commands))('%s', async (_name, command) => {
    const cases: [string[], Record<string, string>, string, string][] = [
      [['--public-url', PUBLIC_URL], { PUBLIC_URL: OTHER_URL }, dotenv(OTHER_URL), '--public-url'],
      [[], { PUBLIC_URL }, dotenv(OTHER_URL), 'PUBLIC_URL'],
      [[], {}, dotenv(`${PUBLIC_URL}/`), 'PUBLIC_URL of .env'],
    ];
    for (const [flag, variables, file, source] of cases) {
      const { code, output } = await run([...command(), ...flag], file, variables);
      expect([code, JSON.parse(output)]).toEqual([
        0,
        expect.objectContaining({ publicUrl: PUBLIC_URL, publicUrlSource: source }),
      ]);
    }
  });

  test('listen', async () => {
    const program = await startListen([], folderWith(dotenv(PUBLIC_URL)));
    await until(() => program.output().includes('public URL: '));
    expect(program.output()).toContain(`public URL: ${PUBLIC_URL} (PUBLIC_URL of .env)\n`);
    await program.stop();
  });
});

describe('without a public URL', () => {
  test.each([
    ['sign of a path', () => ['sign', '/voice']],
    ['sign of a local URL', () => ['sign', 'http://localhost:3000/voice']],
    ['send', () => ['send', 'http://app:3000/voice']],
    ['verify of a local Host header', () => ['verify', write('a.http', rawFrom('localhost:3000'))]],
    ['verify of a private address', () => ['verify', write('b.http', rawFrom('192.168.1.7'))]],
    ['verify of an internal name', () => ['verify', write('c.http', rawFrom('web.internal'))]],
    ['verify of a local URL', () => ['verify', '--url', 'http://[::1]:3000/voice', ...flags]],
    ['diagnose', () => ['diagnose', write('a.http', rawFrom('localhost:3000'))]],
    ['replay', () => ['replay', write('local.har', harFrom('http://localhost/voice')), '--sign']],
  ])('%s ends with a fix', async (_name, command) => {
    const { code, output } = await run(command());
    expect([code, output]).toEqual([2, expect.stringContaining('The public URL is missing. ')]);
    expect(output).toContain(`Fix: ${EXAMPLE}\n`);
  });

  test('the fix names the host that a proxy received', async () => {
    const raw = rawFrom('localhost:3000', 'X-Forwarded-Host: example.ngrok.io');
    const path = write('forwarded.http', raw);
    const { code, output } = await run(['verify', path]);
    expect([code, output]).toEqual([2, expect.stringContaining(`Fix: --public-url ${PUBLIC_URL}, or`)]);
    expect((await run(['verify', path, '--public-url', PUBLIC_URL])).code).toBe(0);
    const odd = write('odd.http', rawFrom('localhost:3000', 'X-Forwarded-Host: a.b/$(id)'));
    expect((await run(['verify', odd])).output).toContain(`Fix: ${EXAMPLE}\n`);
  });

  test('diagnose searches for the host if it has candidates', async () => {
    const local = write('a.http', rawFrom('localhost:3000'));
    const { code, output } = await run(['diagnose', local, '--host', 'example.ngrok.io']);
    expect([code, output]).toEqual([1, expect.stringContaining(`--public-url ${PUBLIC_URL}`)]);
    const forwarded = write('f.http', rawFrom('localhost', 'X-Forwarded-Host: example.ngrok.io'));
    expect((await run(['diagnose', forwarded])).output).toContain(`--public-url ${PUBLIC_URL}`);
  });

  test('a URL that SignalWire can call names its public URL', async () => {
    const signed = await run(['sign', `${PUBLIC_URL}/voice`, '--json'], dotenv(OTHER_URL));
    expect(JSON.parse(signed.output)).toMatchObject({
      publicUrl: PUBLIC_URL,
      publicUrlSource: 'the webhook URL',
    });
    const { code, output } = await run(['verify', write('public.http', rawFrom('example.ngrok.io'))]);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`  public URL: ${PUBLIC_URL} (the Host header)\n`),
    ]);
  });
});

test('an application verifies what send signs for the public URL of .env', async () => {
  const { code, output } = await run(['send', `${origin()}/voice`], dotenv(PUBLIC_URL));
  expect([code, output]).toEqual([
    0,
    expect.stringContaining(`\n  public URL: ${PUBLIC_URL} (PUBLIC_URL of .env)\n`),
  ]);
  const other = await run(['send', `${origin()}/voice`], dotenv(OTHER_URL));
  expect([other.code, other.output]).toEqual([1, expect.stringMatching(/^403 /)]);
});

test('a path prefix of the public URL is signed once, and not sent', async () => {
  const prefix = 'https://example.com/hooks';
  const sign = (url: string) => run(['sign', url, '--public-url', prefix, '--json']);
  const [local, below] = [await sign('http://localhost:3000/voice'), await sign(`${prefix}/voice`)];
  const [first, second] = [local, below].map(({ output }) => JSON.parse(output) as Record<string, unknown>);
  expect(first?.['url']).toBe('http://localhost:3000/voice');
  expect(second?.['url']).toBe(`${prefix}/voice`);
  expect(first?.['headers']).toEqual(second?.['headers']);
  const get = await run([
    'sign',
    'http://localhost:3000/voice?a=1',
    '--public-url',
    prefix,
    '--get',
    '--curl',
  ]);
  expect(get.output).toContain("'http://localhost:3000/voice?a=1&AccountSid=");
  expect(get.output).toContain(`\npublic URL: ${prefix} (--public-url)\n`);
});

test.each([
  ['', 'PUBLIC_URL of .env is empty. Fix: PUBLIC_URL=https://example.com'],
  ['example.com', 'PUBLIC_URL of .env must be an absolute http(s) URL, not "example.com".'],
  ['https://a.b/?c=d', 'PUBLIC_URL of .env must have no query and no fragment. Fix: PUBLIC_URL=https://a.b'],
])('an invalid PUBLIC_URL %j is named with its source', async (value, message) => {
  for (const args of [
    ['send', 'http://localhost:2/'],
    ['verify', write('a.http', rawFrom('a'))],
    ['listen'],
  ]) {
    const { code, output } = await run(args, `PUBLIC_URL="${value}"\n`);
    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  }
  const { output } = await run(['send', 'http://localhost:2/'], '', { PUBLIC_URL: value });
  expect(output).toContain(message.replace(' of .env', ''));
});

test('a folder with the name .env is no file of variables', async () => {
  const path = folderWith('');
  mkdirSync(join(path, '.env'));
  const { code } = await runProgram(['sign', 'https://example.com/voice'], path, KEY);
  expect(code).toBe(0);
  const { output } = await runProgram(['sign', '/voice'], path, KEY);
  expect(output).toContain('The public URL is missing.');
});

test('a byte order mark does not hide the first variable of .env', async () => {
  const { code, output } = await run(['sign', '/voice', '--json'], `\ufeff${dotenv(PUBLIC_URL)}`);
  expect([code, JSON.parse(output)]).toEqual([0, expect.objectContaining({ url: `${PUBLIC_URL}/voice` })]);
});

test('a file .env that cannot be opened is invalid usage', async () => {
  const path = folderWith('');
  symlinkSync('.env', join(path, '.env'));
  const { code, output } = await runProgram(['sign', '/voice'], path, KEY);
  expect([code, output]).toEqual([2, expect.stringContaining('.env" cannot be read: ELOOP.\n')]);
});
