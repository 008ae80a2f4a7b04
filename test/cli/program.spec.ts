import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningApplication, sendRequest, startApplication } from '../support/applications.js';
import { PUBLIC_URL, signedForm, signedGet, signedJson, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

const PROGRAM = join(import.meta.dirname, '../../dist/esm/cli/main.js');

interface Result {
  readonly code: number | null;
  readonly output: string;
}

@Controller()
class HookController {
  @SignalWireWebhook()
  @Post('voice')
  voice(@WebhookPayload() { From }: { From?: string }) {
    return `<Response><Say>${From ?? ''}</Say></Response>`;
  }

  @SignalWireWebhook()
  @Post('swml')
  swml(@WebhookPayload() { call }: { call?: { from?: string } }) {
    return { from: call?.from };
  }
}

let folder = '';
let application: RunningApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  application = await startApplication('express', {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [HookController],
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await application.close();
});

function start(
  args: readonly string[],
  env: Record<string, string> = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
) {
  return spawn(process.execPath, [PROGRAM, ...args], { env: { PATH: process.env.PATH, ...env } });
}

function run(args: readonly string[], env?: Record<string, string>, input = ''): Promise<Result> {
  return new Promise((resolve) => {
    const child = start(args, env);
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      resolve({ code, output });
    });
    child.stdin.end(input);
  });
}

function capture(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const form = signedForm('/voice?a=1', { CallSid: 'c1', From: '+15551234567', Body: "It's ü" });
const headerLines = Object.entries(form.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
const rawHttp = [
  `POST ${form.target} HTTP/1.1`,
  'Host: example.ngrok.io',
  ...headerLines,
  '',
  String(form.body),
].join('\r\n');
const localUrl = () => `http://127.0.0.1:${application.port}`;

describe('signalwire-webhook', () => {
  test.each([[[]], [['--help']], [['help']]])('%j prints the help', async (args) => {
    const { code, output } = await run(args);
    expect(code).toBe(0);
    for (const command of ['sign', 'send', 'verify', 'diagnose', 'listen'])
      expect(output).toContain(`  ${command} `);
  });

  test.each(['sign', 'send', 'verify', 'diagnose', 'listen'])('%s --help', async (command) => {
    const { code, output } = await run([command, '--help']);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Usage: signalwire-webhook ${command} `)),
    ]);
  });

  test.each([
    [['unknown'], 'Usage: signalwire-webhook <command>'],
    [['sign'], 'The public URL must be an absolute http(s) URL'],
    [['sign', 'example.com'], 'not "example.com"'],
    [['sign', 'https://example.com', '--as', 'nothing'], 'Unknown kind "nothing"'],
    [['sign', 'https://example.com', '--set', 'From'], '--set takes name=value'],
    [['sign', 'https://example.com', '--as', 'swml.call', '--set', '__proto__.x=1'], '--set cannot name'],
    [['sign', 'https://example.com', '--as', 'swml.call', '--get'], 'JSON, which a GET cannot carry'],
    [['send', 'http://127.0.0.1:2/'], 'cannot be reached: ECONNREFUSED'],
    [['send', 'http://127.0.0.1:1/', '--repeat', '0'], '--repeat takes'],
    [['send', 'http://127.0.0.1:1/', '--forge', 'all'], '--forge takes body, key, unsigned'],
    [['verify'], 'Nothing to look at'],
    [['verify', '/does/not/exist'], 'cannot be read: ENOENT'],
    [['verify', '--nonsense'], 'nonsense'],
    [['listen', '--port', 'x'], '--port takes'],
  ])('%j is told what is wrong', async (args, message) => {
    const { code, output } = await run(args);
    expect(output).toContain(message);
    expect(code).toBe(2);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('the key comes from the environment, a file or a flag, and is never printed', async () => {
    const keyFile = capture('key', `${SIGNING_KEY}\n`);
    const url = 'https://example.com/voice';
    const outputs = [
      await run(['sign', url]),
      await run(['sign', url, '--key-file', keyFile], {}),
      await run(['sign', url, '--key', SIGNING_KEY], {}),
    ];
    expect(new Set(outputs.map(({ output }) => output)).size).toBe(1);
    expect(outputs[0]?.output).toContain('x-signalwire-signature: ');
    expect(outputs[0]?.output).not.toContain(SIGNING_KEY);
    expect((await run(['sign', url], {})).output).toContain('No signing key: set SIGNALWIRE_SIGNING_KEY');
    const token = await run(['sign', url, '--key', 'PT_the-token'], {});
    expect([token.code, token.output]).toEqual([2, expect.stringContaining('looks like an API token')]);
    expect(token.output).not.toContain('the-token');
  });

  test('no colour where the output is no terminal', async () => {
    // eslint-disable-next-line no-control-regex
    expect((await run(['verify', capture('colour.http', rawHttp)])).output).not.toMatch(/\x1b/);
  });
});

describe('sign', () => {
  test('--json and --curl hold a request that verify accepts', async () => {
    const args = ['sign', 'https://example.com/voice?a=1', '--set', "From=it's +1"];
    const curl = await run([...args, '--curl']);
    expect(curl.output).toMatch(/^curl \\\n {2}-X POST/);
    expect(await run(['verify', '-'], undefined, curl.output)).toEqual({
      code: 0,
      output: 'verified (cxml, sha1)\n',
    });
    const json = JSON.parse((await run([...args, '--json'])).output) as { body: string; url: string };
    expect(json).toMatchObject({ method: 'POST', url: 'https://example.com/voice?a=1' });
    expect(new URLSearchParams(json.body).get('From')).toBe("it's +1");
  });
});

describe('send', () => {
  test.each([
    [
      '/voice',
      ['--as', 'voice.inbound', '--set', 'From=+15550001111'],
      '<Response><Say>+15550001111</Say></Response>',
    ],
    [
      '/swml',
      ['--as', 'swml.call', '--sha256', '--set', 'call.from=+15550002222'],
      '{"from":"+15550002222"}',
    ],
  ])('%s %j', async (path, args, answer) => {
    const { code, output } = await run(['send', localUrl() + path, '--public-url', PUBLIC_URL, ...args]);
    expect(output).toMatch(/^200 {2}\d+ ms/);
    expect([code, output]).toEqual([0, expect.stringContaining(answer)]);
  });

  test('--repeat and --json print a line each', async () => {
    const { output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      PUBLIC_URL,
      '--repeat',
      '3',
      '--json',
    ]);
    const statuses = output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { status: number }).status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  test.each(['body', 'key', 'unsigned'])('--forge %s is refused, as it must be', async (how) => {
    const { code, output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      PUBLIC_URL,
      '--forge',
      how,
    ]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^403 /)]);
  });

  test('an application that refuses is a failure', async () => {
    const { code, output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      'https://other.example',
    ]);
    expect([code, output]).toEqual([1, expect.stringMatching(/^403 /)]);
  });
});

const har = (request: object) =>
  JSON.stringify({
    log: { entries: [{ request: { method: 'GET', url: 'https://a/', headers: [] } }, { request }] },
  });

const captures: [string, string][] = [
  ['captured.http', rawHttp],
  [
    'edited.http',
    `${rawHttp.replace('\r\n\r\n', `\r\nContent-Length: ${Buffer.byteLength(String(form.body))}\r\n\r\n`)}\n`,
  ],
  [
    'captured.har',
    har({
      method: 'POST',
      url: PUBLIC_URL + form.target,
      headers: Object.entries(form.headers ?? {}).map(([name, value]) => ({ name, value })),
      postData: { text: form.body },
    }),
  ],
  [
    'captured.curl',
    `curl '${PUBLIC_URL}${form.target}' \\\n ${headerLines.map((line) => `-H "${line}"`).join(' \\\n ')} --data-raw '${String(form.body)}' --compressed`,
  ],
];

describe('verify and diagnose', () => {
  test.each(captures)('%s', async (name, content) => {
    const path = capture(name, content);
    expect(await run(['verify', path])).toEqual({ code: 0, output: 'verified (cxml, sha1)\n' });
    expect((await run(['diagnose', path])).code).toBe(0);
    const forged = capture(`forged-${name}`, content.replace('CallSid=c1', 'CallSid=c2'));
    expect(await run(['verify', forged])).toEqual({ code: 1, output: 'refused: signature-mismatch\n' });
  });

  test('a GET, and JSON from the flags', async () => {
    const get = signedGet('/voice?From=1');
    const signature = String(get.headers?.['x-signalwire-signature']);
    const args = [
      'verify',
      '--url',
      `${PUBLIC_URL}/voice?From=1`,
      '--header',
      `X-SignalWire-Signature: ${signature}`,
      '--json',
    ];
    expect(JSON.parse((await run(args)).output)).toMatchObject({ verified: true, scheme: 'cxml' });
    const json = signedJson('/swml', { call: {} });
    const flags = Object.entries(json.headers ?? {}).flatMap(([name, value]) => [
      '--header',
      `${name}: ${String(value)}`,
    ]);
    const result = await run([
      'verify',
      '--url',
      '/swml',
      '--public-url',
      PUBLIC_URL,
      '--body',
      String(json.body),
      ...flags,
    ]);
    expect(result.output).toBe('verified (swml, sha1)\n');
  });

  test('diagnose names the cause and what mends it', async () => {
    const path = capture('internal.http', rawHttp.replace('Host: example.ngrok.io', 'Host: internal:3000'));
    const { code, output } = await run(['diagnose', path, '--host', 'example.ngrok.io']);
    expect(code).toBe(1);
    expect(output).toContain("publicUrl: 'https://example.ngrok.io'");
    expect(output).not.toContain(SIGNING_KEY);
    const json = JSON.parse(
      (await run(['diagnose', path, '--host', 'example.ngrok.io', '--json'])).output,
    ) as object;
    expect(json).toMatchObject({ verdict: 'explained' });
  });

  test.each([
    ['nothing.http', 'hello'],
    ['empty.har', '{}'],
    ['none.har', '{"log":{"entries":[]}}'],
    ['bad.curl', 'curl -X POST'],
    ['no-host.http', 'POST / HTTP/1.1\r\n\r\n'],
    ['bad-header.http', 'POST / HTTP/1.1\r\nnonsense\r\n\r\n'],
  ])('%s is told apart', async (name, content) => {
    const { code, output } = await run(['verify', capture(name, content)]);
    expect(code).toBe(2);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe('listen', () => {
  test('verifies what arrives and says why it fails', async () => {
    const child = start(['listen', '--port', '0', '--public-url', PUBLIC_URL]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('Listening on'));
    const port = Number(/:(\d+)/.exec(output)?.[1]);
    const accepted = await sendRequest(port, form);
    expect([accepted.status, accepted.body]).toEqual([
      200,
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
    const refused = await sendRequest(
      port,
      signedForm('/voice', { a: '1' }, { publicUrl: 'http://example.ngrok.io' }),
    );
    expect([refused.status, refused.body]).toEqual([403, '']);
    await until(() => output.includes('HMACs tried'));
    expect(output).toContain(`verified (cxml)  POST ${PUBLIC_URL}${form.target}`);
    expect(output).toContain("publicUrl: 'http://example.ngrok.io'");
    const long = await sendRequest(port, { target: '/', body: 'x'.repeat(1_100_000) }).catch(() => ({
      status: 413,
    }));
    expect(long.status).toBe(413);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  });
});
