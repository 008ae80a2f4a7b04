import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runProcess, stopPrograms } from '../../support/program.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';
let other: Server;
let busyPort = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'startup-'));
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  busyPort = String((other.address() as AddressInfo).port);
});
afterAll(() => {
  stopPrograms();
  other.close();
  rmSync(folder, { recursive: true });
});

test('listen ends with one message if the port of the page is not free, and leaves a readable recording', async () => {
  const inspect = ['--inspect', '--inspect-port', busyPort];
  const result = await runProcess(['listen', '--port', '0', ...inspect, '--record', 'new.har'], folder);
  expect(result).toEqual({
    code: 1,
    output: `Failed: Cannot listen on http://127.0.0.1:${busyPort}: EADDRINUSE. Fix: --inspect-port 0\n`,
  });
  expect(JSON.parse(readFileSync(join(folder, 'new.har'), 'utf8'))).toMatchObject({ log: { entries: [] } });
});

test.each([
  [['--port', 'busy'], /^Failed: Cannot listen on http:\S+: EADDRINUSE\. Fix: --port 0\n$/],
  [
    ['--port', '0', '--host', '192.0.2.1'],
    /^Failed: Cannot listen on http:\S+: EADDRNOTAVAIL\. Fix: --host 127\.0\.0\.1\n$/,
  ],
])('listen %j ends with one message', async (args, message) => {
  const given = args.map((arg) => (arg === 'busy' ? busyPort : arg));
  const { code, output } = await runProcess(['listen', ...given], folder);
  expect([code, output]).toEqual([1, expect.stringMatching(message)]);
});

test('a HAR file beyond the limit is not read', async () => {
  const path = join(folder, 'long.har');
  writeFileSync(path, '');
  truncateSync(path, 256 * 1024 * 1024 + 1);
  for (const args of [
    ['listen', '--port', '0', '--record', path],
    ['replay', path],
    ['verify', path],
    ['diagnose', path],
  ]) {
    const { code, output } = await runProcess(args, folder);
    expect([code, output]).toEqual([2, expect.stringContaining(`"${path}" is longer than 256 MB.`)]);
  }
});
