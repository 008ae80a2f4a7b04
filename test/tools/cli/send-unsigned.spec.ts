import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningApplication, startApplication } from '../../support/applications.js';
import { stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL, SIGNING_KEY } from '../../support/signing.js';
import { NEWER_SECRET, SECRET } from '../../support/url-tokens.js';

@Controller()
class HookController {
  @SignalWireWebhook()
  @Post('voice')
  voice() {
    return '<Response/>';
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Post('basic')
  basic() {
    return '<Response/>';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id', 'function'] } })
  @Post('token')
  token() {
    return '<Response/>';
  }

  @SignalWireWebhook({
    accept: { allOf: ['basic-auth', 'url-token'] },
    urlToken: { bind: ['CallSid'] },
    methods: ['GET'],
  })
  @Get('both')
  both() {
    return '<Response/>';
  }

  @Post('public')
  open() {
    return '<Response/>';
  }
}

// Each test starts processes.
jest.setTimeout(60_000);

const PASSWORD = 'hunter2:x';

let folder = '';
const applications: RunningApplication[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unsigned-'));
  for (const adapter of ['express', 'fastify'] as const) {
    applications.push(
      await startApplication(adapter, {
        imports: [
          SignalWireWebhookModule.forRoot({
            signingKey: SIGNING_KEY,
            publicUrl: PUBLIC_URL,
            urlTokenSecret: SECRET,
            basicAuth: { username: 'signalwire', password: PASSWORD },
          }),
        ],
        controllers: [HookController],
      }),
    );
  }
});
afterAll(async () => {
  stopPrograms();
  rmSync(folder, { recursive: true });
  for (const application of applications) await application.close();
});

test.each<[string, string[], number, string]>([
  ['/public', ['--unsigned'], 0, '201'],
  ['/voice', ['--unsigned'], 1, '403'],
  ['/voice', ['--forge', 'unsigned'], 0, '403'],
  ['/public', ['--forge', 'unsigned'], 1, '201'],
  ['/basic', ['--basic', `signalwire:${PASSWORD}`], 0, '200'],
  ['/basic', ['--basic-file', 'password'], 0, '200'],
  ['/basic', ['--basic', 'signalwire:wrong'], 1, '401'],
  ['/voice', ['--basic', `signalwire:${PASSWORD}`], 1, '403'],
  ['/basic', ['--basic', `signalwire:${PASSWORD}`, '--as', 'ai.swaig'], 0, '200'],
])('%s %j needs no key and ends with %i', async (path, flags, expected, status) => {
  writeFileSync(join(folder, 'password'), `signalwire:${PASSWORD}\n`);
  for (const { port } of applications) {
    const args = ['send', `http://127.0.0.1:${port}${path}`, ...flags];
    const { code, output } = await runProgram(args, folder, {});
    expect([code, output]).toEqual([expected, expect.stringMatching(new RegExp(`^${status} `))]);
    expect(output).not.toContain('hunter2');
    expect(output).not.toContain('public URL');
  }
});

test.each<[string[], string]>([
  [['--unsigned', '--forge', 'key'], '--unsigned expects a success and --forge a rejection.'],
  [['--basic', 'a:hunter2', '--forge', 'key'], '--basic expects a success and --forge a rejection.'],
  [['--basic', 'hunter2'], '--basic must contain a user, a colon and a password. Fix: --basic-file <file>'],
  [['--basic', 'a:hunter2', '--basic-file', 'x'], '--basic and --basic-file cannot be used together.'],
  [['--basic-file', '/nowhere'], '"/nowhere" cannot be read: ENOENT.'],
])('%j is told what is wrong, without the password', async (flags, message) => {
  const { code, output } = await runProgram(['send', 'http://127.0.0.1:2/', ...flags], folder);
  expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  expect(output).not.toContain('hunter2');
});

const TOKEN = ['--token', 'call_id,function', '--as', 'ai.swaig', '--public-url', PUBLIC_URL];

test.each<[string, string[], Record<string, string>, number, string]>([
  ['/token', TOKEN, { URL_TOKEN_SECRET: SECRET }, 0, '200'],
  ['/token', [...TOKEN, '--token-secret-file', 'secret'], {}, 0, '200'],
  ['/token?tenant=a', [...TOKEN, '--set', 'call_id=other'], { URL_TOKEN_SECRET: SECRET }, 0, '200'],
  ['/token', TOKEN, { URL_TOKEN_SECRET: NEWER_SECRET }, 1, '403'],
  ['/token', [...TOKEN, '--token', 'call_id'], { URL_TOKEN_SECRET: SECRET }, 1, '403'],
  ['/voice', TOKEN, { URL_TOKEN_SECRET: SECRET }, 1, '403'],
  ['/token', ['--unsigned', '--as', 'ai.swaig'], {}, 1, '403'],
  [
    '/both',
    ['--get', '--token', 'CallSid', '--basic', `signalwire:${PASSWORD}`, '--public-url', PUBLIC_URL],
    { URL_TOKEN_SECRET: SECRET },
    0,
    '200',
  ],
])('a URL token: %s %j %j ends with %i', async (path, flags, environment, expected, status) => {
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
  for (const { port } of applications) {
    const args = ['send', `http://127.0.0.1:${port}${path}`, ...flags];
    const { code, output } = await runProgram(args, folder, environment);
    expect([code, output]).toEqual([expected, expect.stringMatching(new RegExp(`^${status} `))]);
    expect(output).not.toMatch(/sw_token=v1/);
  }
});

test.each<[string[], Record<string, string>, string]>([
  [TOKEN, {}, 'No secret for --token: set URL_TOKEN_SECRET here or in .env, or pass --token-secret-file'],
  [TOKEN, { URL_TOKEN_SECRET: 'short' }, 'URL_TOKEN_SECRET has fewer than 32 bytes'],
  [
    [...TOKEN, '--token', 'call_id,nothing'],
    { URL_TOKEN_SECRET: SECRET },
    '--token names the field "nothing"',
  ],
  [
    [...TOKEN, '--token', 'global_data'],
    { URL_TOKEN_SECRET: SECRET },
    '--token names the field "global_data"',
  ],
  [
    [...TOKEN, '--forge', 'body'],
    { URL_TOKEN_SECRET: SECRET },
    '--token expects a success and --forge a rejection',
  ],
])('a URL token: %j with %j is an error of usage', async (flags, environment, message) => {
  const { code, output } = await runProgram(
    ['send', 'http://127.0.0.1:1/token', ...flags],
    folder,
    environment,
  );
  expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  expect(output).not.toContain(SECRET);
});
