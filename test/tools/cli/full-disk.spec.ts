import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendRequest } from '../../support/applications.js';
import { PROGRAM, startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test starts processes.
jest.setTimeout(60_000);

const LISTEN = ['listen', '--port', '0', '--public-url', PUBLIC_URL, '--record'];
const FULL = /The recording stopped\. "[^"]*" cannot be written: (?:EFBIG|ENOSPC)\./;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

interface Listening {
  readonly port: number;
  output(): string;
  stop(): Promise<void>;
}

/** Starts `listen` in a shell that may set a limit first: no file becomes longer than that. */
async function startLimited(shell: string, ...args: string[]): Promise<Listening> {
  const env = { PATH: process.env['PATH'], SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
  const command = ['-c', `${shell} exec "$0" "$@"`, process.execPath, PROGRAM, ...LISTEN, ...args];
  const child = spawn('bash', command, { cwd: folder, env });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await until(() => /Listening on http.*:\d+/.test(output) || child.exitCode !== null);
  return {
    port: Number(/Listening on http.*:(\d+)/.exec(output)?.[1]),
    output: () => output,
    stop: async () => {
      const exited = once(child, 'close');
      child.kill('SIGINT');
      await exited;
    },
  };
}

const delivery = (index: number) => signedForm('/voice', { CallSid: `c${index}`, Body: 'x'.repeat(2500) });

/** Sends deliveries until the disk is full, and some more; the program goes on. */
async function fill(program: Listening): Promise<void> {
  const { port } = program;
  let index = 0;
  for (; !FULL.test(program.output()); index++) {
    expect((await sendRequest(port, delivery(index))).status).toBe(200);
    if (index > 20) throw new Error(`Still not full: ${program.output()}`);
  }
  for (const last = index + 3; index < last; index++)
    expect((await sendRequest(port, delivery(index))).status).toBe(200);
}

interface Har {
  readonly log: {
    readonly entries: readonly { readonly request: { readonly postData: { text: string } } }[];
  };
}

const callsOf = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as Har).log.entries.map(
    ({ request }) => /CallSid=(c\d+)/.exec(request.postData.text)?.[1],
  );

async function checkWhole(path: string): Promise<void> {
  const calls = callsOf(path);
  expect(calls.length).toBeGreaterThan(1);
  expect(calls).toEqual(calls.map((_, index) => `c${index}`));
  expect((await runProgram(['verify', path], folder)).code).toBe(0);
  const continued = await startListen(['--public-url', PUBLIC_URL, '--record', path], folder);
  await sendRequest(continued.port, signedForm('/voice', { CallSid: 'c99' }));
  await continued.stop();
  expect(callsOf(path)).toEqual([...calls, 'c99']);
}

test('a file that may not become longer keeps its whole entries, and can be continued', async () => {
  const path = join(folder, 'limited.har');
  const program = await startLimited('ulimit -f 12 &&', path);
  await fill(program);
  expect(program.output().match(new RegExp(FULL, 'g'))).toHaveLength(1);
  await program.stop();
  await checkWhole(path);
});

/** A file system of some kB, where the rights for it are there; the limit above is for everyone. */
function mountSmall(path: string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const mounted = mkdtempSync(join(tmpdir(), 'small-disk-'));
const isMounted = mountSmall(join(mounted, 'disk'));
afterAll(() => {
  if (isMounted) execFileSync('umount', [join(mounted, 'disk')]);
  rmSync(mounted, { recursive: true });
});

(isMounted ? test : test.skip)('a full disk leaves no half entry, in whichever file', async () => {
  const at = (name: string) => join(mounted, 'disk', name);
  const program = await startLimited('', at('full.har'), '--max-entries', '3');
  await fill(program);
  await program.stop();
  expect(callsOf(at('full.har'))).toEqual(['c0', 'c1', 'c2']);
  expect(callsOf(at('full-2.har'))).toEqual(['c3']);
});
