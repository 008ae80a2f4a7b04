import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runProgram, stopPrograms } from '../support/program.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

const ENVIRONMENT = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
const NOTHING = {};
const PROVES_NOTHING = 'This proves nothing about SignalWire';
const NOT_TRIED = 'The file holds a key, which was not tried';

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

  test('a configured key wins over the key in the file', async () => {
    const keyFile = write('right.key', SIGNING_KEY);
    for (const [flags, environment] of [
      [['--key', SIGNING_KEY], NOTHING],
      [['--key-file', keyFile], NOTHING],
      [[], ENVIRONMENT],
    ] as const) {
      const { code, output } = await run([forge(), ...flags], environment);
      expect([code, output]).toEqual([1, expect.stringContaining(NOT_TRIED)]);
    }
    write('.env', `SIGNALWIRE_SIGNING_KEY=${SIGNING_KEY}\n`);
    expect((await run([forge()])).code).toBe(1);
  });

  test('a genuine request verifies, whatever key the file holds', async () => {
    for (const ownKey of [OTHER_KEY, '', null, {}, undefined]) {
      const { code, output } = await run([writeHar('genuine.har', SIGNING_KEY, ownKey)], ENVIRONMENT);
      expect([code, output]).toEqual([0, expect.not.stringContaining(PROVES_NOTHING)]);
    }
  });

  test('without a configured key, the key in the file is not used by itself', async () => {
    const { code, output } = await run([forge()]);
    expect([code, output]).toEqual([2, expect.stringContaining('No signing key')]);
    expect(output).toContain('--own-key');
  });

  test('--own-key says that the result proves nothing about SignalWire', async () => {
    for (const environment of [NOTHING, ENVIRONMENT]) {
      const { code, output } = await run([forge(), '--own-key'], environment);
      expect([code, output]).toEqual([0, expect.stringContaining(PROVES_NOTHING)]);
      const json = JSON.parse((await run([forge(), '--own-key', '--json'], environment)).output) as object;
      expect(json).toMatchObject({ provesSignalWire: false });
    }
    const genuine = writeHar('genuine.har', SIGNING_KEY, OTHER_KEY);
    expect((await run([genuine, '--own-key'], ENVIRONMENT)).code).toBe(1);
  });

  test.each<[string[], unknown, string]>([
    [['--own-key', '--key', SIGNING_KEY], OTHER_KEY, 'Pass it without --key, --key-file and --key-kind'],
    [['--own-key', '--key-file', '/nowhere'], OTHER_KEY, 'Pass it without --key, --key-file and --key-kind'],
    [['--own-key'], undefined, 'the file holds no key'],
    [['--own-key'], {}, 'the file holds no key'],
    [['--own-key'], ' ', 'log._signingKey of the HAR file is blank'],
  ])('%j with the key %j is told what is wrong', async (flags, ownKey, message) => {
    const { code, output } = await run([writeHar('wrong.har', OTHER_KEY, ownKey), ...flags], ENVIRONMENT);
    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    expect(output).not.toContain(SIGNING_KEY);
    expect(output).not.toContain(OTHER_KEY);
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
    [['--set', 'Digits=1'], SIGNING_KEY],
    [['--sign'], SIGNING_KEY],
    [['--set', 'Digits=1', '--own-key'], OTHER_KEY],
    [['--own-key'], OTHER_KEY],
  ])('%j signs again with the key that is asked for', async (flags, key) => {
    received = [];
    const to = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
    const path = writeHar('replayed.har', 'PSK_of_a_stranger', OTHER_KEY);
    await runProgram(['replay', path, '--to', to, ...flags], folder, ENVIRONMENT);
    const request = { method: 'POST', url: `${PUBLIC_URL}/voice`, headers: {}, ...received[0] };
    expect(verifySignature(request, key).verified).toBe(true);
  });
});
