import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { signingKeyFile, SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signing-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(name: string): Promise<unknown> {
  return Promise.resolve(signingKeyFile(join(folder, name)).resolve({} as never));
}

describe('a mounted secret file', () => {
  test.each([
    ['PSK_a', ['PSK_a']],
    ['PSK_a\n', ['PSK_a']],
    ['  PSK_a\r\n\r\n', ['PSK_a']],
    ['PSK_new\nPSK_old\n', ['PSK_new', 'PSK_old']],
  ])('%j gives %j', async (text, keys) => {
    writeFileSync(join(folder, 'key'), text);
    expect(await read('key')).toEqual(keys);
  });

  test('empty, missing or unreadable: an error that names the file', async () => {
    writeFileSync(join(folder, 'key'), ' \n');
    await expect(read('key')).rejects.toThrow(`The signing key file "${join(folder, 'key')}" is empty.`);
    await expect(read('missing')).rejects.toThrow('cannot be read: ENOENT');
    await expect(read('.')).rejects.toThrow('cannot be read: EISDIR');
  });

  test('a writer at work: what is half written is not used', async () => {
    const file = join(folder, 'key');
    for (const written of ['PSK_the-first-half', 'PSK_newer_one\nPSK_ol', '']) {
      writeFileSync(file, written);
      const reading = read('key');
      await new Promise((resolve) => setTimeout(resolve, 10));
      appendFileSync(file, '-and-the-rest\nPSK_older_one');
      expect(await reading).toEqual(`${written}-and-the-rest\nPSK_older_one`.split('\n'));
    }
  });

  test('a file that is being written to all the time is like a store that is down', async () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'PSK_a_key');
    const writing = setInterval(() => {
      appendFileSync(file, 'x');
    }, 5);
    try {
      await expect(read('key')).rejects.toThrow('is being written to all the time.');
    } finally {
      clearInterval(writing);
    }
  });

  test('a huge file is not read', async () => {
    writeFileSync(join(folder, 'key'), 'PSK_');
    truncateSync(join(folder, 'key'), 1024 * 1024 + 1);
    await expect(read('key')).rejects.toThrow('is too large to hold signing keys.');
    truncateSync(join(folder, 'key'), 1024 * 1024);
    expect(await read('key')).toHaveLength(1);
  });

  test('no read, good or bad, leaves a file open', async () => {
    const openFiles = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
        } catch {
          return false;
        }
      });
    writeFileSync(join(folder, 'key'), 'PSK_a_key\n');
    writeFileSync(join(folder, 'empty'), '');
    await read('key');
    for (const name of ['empty', '.', 'missing'])
      await expect(read(name)).rejects.toThrow('The signing key file');
    expect(openFiles()).toEqual([]);
  });

  test.each([[''], [' '], [undefined], ['PSK_the-secret'], ['/run/a\nb'], [Promise.resolve('/run/key')]])(
    '%j is not a path, and is not repeated',
    (path) => {
      expect(() => signingKeyFile(path as string)).toThrow(
        /^signingKeyFile takes the path of a file that holds the key/,
      );
      expect(() => signingKeyFile(path as string)).not.toThrow('the-secret');
    },
  );

  test('a Kubernetes volume: the symbolic link is swapped while requests flow', async () => {
    @Controller()
    class HookController {
      @SignalWireWebhook()
      @Post('hook')
      hook() {
        return 'handled';
      }
    }
    writeFileSync(join(folder, 'first'), `${OTHER_KEY}\n`);
    writeFileSync(join(folder, 'second'), `${SIGNING_KEY}\n${OTHER_KEY}\n`);
    symlinkSync('first', join(folder, 'key'));
    const application = await startApplication('express', {
      imports: [
        SignalWireWebhookModule.forRoot({
          signingKey: signingKeyFile(join(folder, 'key')),
          signingKeyCache: { refreshInterval: 20 },
          publicUrl: PUBLIC_URL,
        }),
      ],
      controllers: [HookController],
    });
    const send = async (signingKey: string) =>
      (await application.send(signedForm('/hook', { a: '1' }, { signingKey }))).status;
    expect(await send(OTHER_KEY)).toBe(200);
    expect(await send(SIGNING_KEY)).toBe(403);
    symlinkSync('second', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'key'));
    await until(async () => (await send(SIGNING_KEY)) === 200);
    expect(await send(OTHER_KEY)).toBe(200);
    unlinkSync(join(folder, 'second'));
    expect(await send(SIGNING_KEY)).toBe(200);
    await application.close();
  });

  test('a file that is rewritten again and again never gives half a key', async () => {
    const keys = ['PSK_' + 'a'.repeat(40_000), 'PSK_' + 'b'.repeat(90_000)];
    writeFileSync(join(folder, 'key'), keys[0] ?? '');
    const rewrite = (turn: number) => {
      writeFileSync(join(folder, 'temporary'), keys[turn % 2] ?? '');
      renameSync(join(folder, 'temporary'), join(folder, 'key'));
    };
    for (let turn = 0; turn < 100; turn++) {
      const reading = read('key');
      rewrite(turn);
      await new Promise((resolve) => setImmediate(resolve));
      rewrite(turn + 1);
      const [key, ...rest] = (await reading) as string[];
      expect(rest).toEqual([]);
      expect(keys.includes(key ?? '')).toBe(true);
    }
  });
});
