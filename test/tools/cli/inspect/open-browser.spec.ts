import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inspectSetup, pageUrl } from '../../../support/inspect.js';
import { type RunningProgram, startListen } from '../../../support/program.js';
import { runProgram } from '../../../support/run-program.js';
import { until } from '../../../support/until.js';

// Each test starts a process.
jest.setTimeout(60_000);

const setup = inspectSetup();
const path = process.env['PATH'];
let folder = '';
let programs: RunningProgram[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-'));
});
afterEach(async () => {
  process.env['PATH'] = path;
  for (const program of programs) await program.stop();
  programs = [];
  rmSync(folder, { recursive: true });
});

const opened = () => join(folder, 'opened');

/** Starts `listen` with a browser that does this. */
async function start(script: string, ...args: string[]): Promise<RunningProgram> {
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  process.env['PATH'] = `${folder}:${path ?? ''}`;
  const program = await startListen(['--inspect', '--inspect-port', '0', ...args], folder);
  programs.push(program);
  await until(() => program.output().includes('Inspect on'));
  return program;
}

test('--open opens the page, and the command line of the browser contains no access token', async () => {
  const program = await start(`printf '%s' "$*" > "${join(folder, 'opened')}"`, '--open');
  await until(() => existsSync(opened()) && readFileSync(opened(), 'utf8') !== '');
  const url = readFileSync(opened(), 'utf8');
  const [origin = '', token = ''] = pageUrl(program).split('/#');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#open=[\w-]{43}$/);
  expect(url).not.toContain(token);
  const page = await setup.openUrl(url);
  await page.getByText('● Connected').waitFor();
  await page.reload();
  await page.getByText('● Connected').waitFor();
  // The code is valid once.
  const authorization = `Bearer ${url.split('=')[1] ?? ''}`;
  for (const headers of [{ authorization }, { authorization: 'Bearer ' }, {}]) {
    expect((await fetch(`${origin}/api/session`, { method: 'POST', headers })).status).toBe(401);
  }
  expect((await fetch(`${origin}/api/kinds`, { headers: { authorization } })).status).toBe(401);
  await page.context().close();
});

test.each([
  ['ends with an error', 'exit 3', 'ended with the exit code 3'],
  ['is missing', undefined, 'cannot be started (ENOENT)'],
])('a browser that %s: listen prints the URL and continues', async (_name, script, reason) => {
  const program = script === undefined ? await startWithoutBrowser() : await start(script, '--open');
  await until(() => program.output().includes('The browser did not open'));
  expect(program.output()).toContain(reason);
  expect(program.output()).toContain(`Fix: open ${pageUrl(program)}`);
  expect((await fetch(`http://127.0.0.1:${program.port}/`)).status).toBe(403);
});

async function startWithoutBrowser(): Promise<RunningProgram> {
  process.env['PATH'] = folder;
  const program = await startListen(['--inspect', '--inspect-port', '0', '--open'], folder);
  programs.push(program);
  return program;
}

test('without --open, no browser is started', async () => {
  const program = await start(`echo x > "${join(folder, 'opened')}"`);
  await fetch(`http://127.0.0.1:${program.port}/`);
  await program.stop();
  programs = [];
  expect(existsSync(opened())).toBe(false);
});

test('--open needs --inspect', async () => {
  const { code, output } = await runProgram(['listen', '--open'], folder);
  expect(code).toBe(2);
  expect(output).toContain('--open has no effect without --inspect. Fix: add --inspect');
});
