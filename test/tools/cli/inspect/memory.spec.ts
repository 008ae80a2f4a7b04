import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendRequest } from '../../../support/applications.js';
import { type RunningProgram, startListen, stopPrograms } from '../../../support/program.js';
import { PUBLIC_URL, signedGet } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

// Each test sends some hundred MB.
jest.setTimeout(120_000);

/** As much as `listen` and Node take: 256 headers, and 16 kB. */
const MANY = Object.fromEntries(Array.from({ length: 240 }, (_, index) => [`h${index}`, 'x'.repeat(50)]));
/** So many bodies fit into 128 MB, and with headers they do not. */
const DELIVERIES = 900;
const BODY = 'x'.repeat(130_000);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

async function isKept(program: RunningProgram, id: number): Promise<boolean> {
  const [origin = '', token = ''] = (/Inspect on (\S+)/.exec(program.output())?.[1] ?? '').split('/#');
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${origin}/api/deliveries/${id}`, { headers })).status === 200;
}

test.each([
  ['requests', MANY, {}],
  ['responses', {}, MANY],
])('the headers of %s count', async (_name, sent, responded) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml', ...responded }).end(BODY);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const inspect = ['--public-url', PUBLIC_URL, '--inspect', '--inspect-port', '0'];
  const program = await startListen([...inspect, '--forward', `http://127.0.0.1:${port}`], folder);
  try {
    await until(() => program.output().includes('Inspect on'));
    const get = signedGet('/voice');
    const request = { ...get, headers: { ...get.headers, ...sent } };
    for (let count = 0; count < DELIVERIES; count += 50)
      await Promise.all(Array.from({ length: 50 }, () => sendRequest(program.port, request)));
    await until(() => isKept(program, DELIVERIES));
    expect(await isKept(program, 1)).toBe(false);
    expect(await isKept(program, DELIVERIES - 300)).toBe(true);
  } finally {
    await program.stop();
    server.close();
    server.closeAllConnections();
  }
});
