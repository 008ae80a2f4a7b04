import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

const ENVIRONMENT = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
const NOTHING = {};
const PROVES_NOTHING = 'This proves nothing about SignalWire';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-key-'));
});
afterEach(() => {
  rmSync(join(folder, '.env'), { force: true });
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A HAR file whose one request is signed with a key, and which holds a key. */
function writeHar(name: string, signingKey: string, ownKey?: unknown): string {
  const { method, target, headers = {}, body } = signedForm('/voice', { CallSid: 'c1' }, { signingKey });
  const request = {
    method,
    url: PUBLIC_URL + target,
    headers: Object.entries(headers).map(([header, value]) => ({ name: header, value })),
    postData: { text: body },
  };
  return write(name, JSON.stringify({ log: { _signingKey: ownKey, entries: [{ request }] } }));
}

/** What anyone can write: a request of their own, signed with a key of their own. */
const forge = () => writeHar('forged.har', OTHER_KEY, OTHER_KEY);

describe.each(['verify', 'diagnose'])('%s', (command) => {
  const run = (args: string[], environment: Record<string, string> = NOTHING) =>
    runProgram([command, ...args], folder, environment);

  test('a named key wins over the key in the file', async () => {
    for (const flags of [
      ['--key', SIGNING_KEY],
      ['--key-file', write('right.key', SIGNING_KEY)],
    ]) {
      const { code, output } = await run([forge(), ...flags], ENVIRONMENT);
      expect([code, output]).toEqual([1, expect.not.stringContaining(PROVES_NOTHING)]);
    }
  });

  test('a request that a configured key verifies is genuine, whatever key the file holds', async () => {
    for (const ownKey of [OTHER_KEY, SIGNING_KEY, '', null, {}, undefined]) {
      const file = writeHar('genuine.har', SIGNING_KEY, ownKey);
      for (const [flags, environment] of [
        [[], ENVIRONMENT],
        [['--key', SIGNING_KEY], NOTHING],
      ] as const) {
        const { code, output } = await run([file, ...flags], environment);
        expect([code, output]).toEqual([0, expect.not.stringContaining(PROVES_NOTHING)]);
      }
    }
    write('.env', `SIGNALWIRE_SIGNING_KEY=${SIGNING_KEY}\n`);
    const { code, output } = await run([writeHar('genuine.har', SIGNING_KEY, OTHER_KEY)]);
    expect([code, output]).toEqual([0, expect.not.stringContaining(PROVES_NOTHING)]);
  });

  test('a request that only the key in its file verifies proves nothing, and the result says so', async () => {
    for (const environment of [NOTHING, ENVIRONMENT]) {
      const { code, output } = await run([forge()], environment);
      expect([code, output]).toEqual([0, expect.stringContaining(PROVES_NOTHING)]);
      const json = JSON.parse((await run([forge(), '--json'], environment)).output) as object;
      expect(json).toMatchObject({ provesSignalWire: false });
    }
  });

  test('a request that no key verifies is rejected', async () => {
    const { code, output } = await run([writeHar('wrong.har', 'PSK_of_nobody', OTHER_KEY)], ENVIRONMENT);
    expect([code, output]).toEqual([1, expect.not.stringContaining(PROVES_NOTHING)]);
  });

  test.each([
    [undefined, 'No signing key: set SIGNALWIRE_SIGNING_KEY'],
    [{}, 'No signing key: set SIGNALWIRE_SIGNING_KEY'],
    [' ', 'No signing key: set SIGNALWIRE_SIGNING_KEY'],
    ['undefined', 'The signing key of log._signingKey of the HAR file'],
  ])('without a configured key, a file with the key %j is told what is wrong', async (ownKey, message) => {
    const { code, output } = await run([writeHar('wrong.har', OTHER_KEY, ownKey)]);
    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('replay', () => {
  let application: Server;
  let received: { headers: IncomingHttpHeaders; body: string }[] = [];

  beforeAll(async () => {
    application = createServer((request, response) => {
      let body = '';
      request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(application, 'listening');
  });
  afterAll(() => {
    application.close();
  });

  test.each([
    [['--set', 'Digits=1'], OTHER_KEY],
    [['--sign'], OTHER_KEY],
    [['--key', SIGNING_KEY], SIGNING_KEY],
    [['--sign', '--key', SIGNING_KEY], SIGNING_KEY],
  ])('%j signs again with the named key, or else with the one in the file', async (flags, key) => {
    received = [];
    const to = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
    const path = writeHar('replayed.har', 'PSK_of_an_attacker', OTHER_KEY);
    await runProgram(['replay', path, '--to', to, ...flags], folder, ENVIRONMENT);
    const request = { method: 'POST', url: `${PUBLIC_URL}/voice`, headers: {}, ...received[0] };
    expect(verifySignature(request, key).verified).toBe(true);
  });
});
