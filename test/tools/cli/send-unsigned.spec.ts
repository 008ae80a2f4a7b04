import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningApplication, startApplication } from '../../support/applications.js';
import { runProgram, stopPrograms } from '../../support/program.js';
import { PUBLIC_URL, SIGNING_KEY } from '../../support/signing.js';

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
  [['--basic', 'a:hunter2', '--basic-file', 'x'], '--basic and --basic-file exclude each other.'],
  [['--basic-file', '/nowhere'], '"/nowhere" cannot be read: ENOENT.'],
])('%j is told what is wrong, without the password', async (flags, message) => {
  const { code, output } = await runProgram(['send', 'http://127.0.0.1:2/', ...flags], folder);
  expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  expect(output).not.toContain('hunter2');
});
