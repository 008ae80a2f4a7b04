import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { signingKeyFile, SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { oneAtATime } from '../../lib/keys/signing-key-file.js';
import { startApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

let folder = '';
/** As long as signingKeyFile() looks whether a file still changes, in milliseconds. */
const MOMENT = 25;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signing-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(name: string): Promise<unknown> {
  return Promise.resolve(signingKeyFile(join(folder, name)).resolve({} as never));
}

/** Nobody ends a thread that waits for the writer of a pipe. */
async function within<Result>(milliseconds: number, result: Result | Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not within ${milliseconds} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
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
    writeFileSync(join(folder, 'file'), 'PSK_a\n');
    await expect(read('file/key')).rejects.toThrow('cannot be read: ENOTDIR');
    symlinkSync('itself', join(folder, 'itself'));
    await expect(read('itself')).rejects.toThrow('cannot be read: ELOOP');
  });

  test('a writer at work: what is half written is not used', async () => {
    const file = join(folder, 'key');
    for (const written of ['PSK_the-first-half', 'PSK_newer_one\nPSK_ol', '']) {
      // A reader waits for MOMENT at least. Where the machine was busy for longer, it took the file as finished.
      await until(async () => {
        writeFileSync(file, written);
        const startedAt = performance.now();
        const reading = read('key').catch(String);
        await new Promise((resolve) => setTimeout(resolve, 10));
        appendFileSync(file, '-and-the-rest\nPSK_older_one');
        const wasInTime = performance.now() - startedAt < MOMENT;
        const keys = await reading;
        if (wasInTime) expect(keys).toEqual(`${written}-and-the-rest\nPSK_older_one`.split('\n'));
        return wasInTime;
      });
    }
  });

  test('a file that is being written to all the time is like a store that is down', async () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'PSK_a_key');
    const writing = setInterval(() => {
      appendFileSync(file, 'x');
    }, 5);
    try {
      await expect(read('key')).rejects.toThrow('keeps changing. Fix: write a temporary file');
    } finally {
      clearInterval(writing);
    }
  });

  test('a huge file is not read', async () => {
    writeFileSync(join(folder, 'key'), 'PSK_');
    truncateSync(join(folder, 'key'), 1024 * 1024 + 1);
    await expect(read('key')).rejects.toThrow('is larger than 1 MiB, so it is not a file of signing keys.');
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

  describe('only a regular file is read', () => {
    const pipe = () => join(folder, 'pipe');
    beforeEach(() => {
      execFileSync('mkfifo', [pipe()]);
    });
    /** Ends what waits for a writer, so that a failing test does not keep the process. */
    afterEach(() => {
      closeSync(openSync(pipe(), constants.O_RDWR | constants.O_NONBLOCK));
    });

    test('named pipes do not use up the threads of the process', async () => {
      symlinkSync('pipe', join(folder, 'link'));
      const reads = Array.from({ length: 5 }, () => [read('pipe'), read('link')]).flat();
      const outcomes = Promise.allSettled(reads);
      writeFileSync(join(folder, 'key'), 'PSK_a\n');
      expect(await within(5_000, stat(join(folder, 'key')))).toMatchObject({ size: 6 });
      for (const outcome of await within(5_000, outcomes)) {
        expect(String((outcome as PromiseRejectedResult).reason)).toMatch(
          /The signing key file "[^"]+\/(pipe|link)" is a named pipe\. Only a regular file is read/,
        );
      }
    });

    test('nor do pipes that take the place of the file while it is read', async () => {
      writeFileSync(join(folder, 'regular'), 'PSK_a\n');
      const swap = (turn: number) => {
        symlinkSync(turn % 2 === 0 ? 'pipe' : 'regular', join(folder, 'next'));
        renameSync(join(folder, 'next'), join(folder, 'key'));
      };
      for (let turn = 0; turn < 300; turn++) {
        swap(turn);
        const reading = read('key').catch((error: unknown) => String(error));
        await new Promise((resolve) => setImmediate(resolve));
        swap(turn + 1);
        const outcome = await within(5_000, reading);
        if (typeof outcome === 'string') expect(outcome).toMatch(/is a named pipe/);
        else expect(outcome).toEqual(['PSK_a']);
      }
    });

    test.each([
      ['a directory', '.', 'is a directory.'],
      ['a device that never ends', '/dev/zero', 'is a device.'],
      ['a terminal', '/dev/tty', 'is a device.'],
    ])('%s is not read', async (_name, path, message) => {
      const target = path.startsWith('/') ? path : join(folder, path);
      for (const given of [target, linkTo(target)]) {
        await expect(within(5_000, signingKeyFile(given).resolve({} as never))).rejects.toThrow(message);
      }
    });

    test('a socket is not read', async () => {
      const server = createServer().listen(join(folder, 'socket'));
      try {
        await until(() => server.listening);
        await expect(read('socket')).rejects.toThrow('is a socket.');
      } finally {
        server.close();
      }
    });

    test('links that lead to a regular file are followed, as a Kubernetes volume has them', async () => {
      const version = (name: string, key: string) => {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, 'key'), `${key}\n`);
        symlinkSync(name, join(folder, '..data_tmp'));
        renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      };
      version('..2026_01', 'PSK_first');
      symlinkSync('..data/key', join(folder, 'key'));
      expect(await read('key')).toEqual(['PSK_first']);
      version('..2026_02', 'PSK_second');
      expect(await read('key')).toEqual(['PSK_second']);
    });

    test('a file whose system does not tell its size is read up to its bound', async () => {
      expect(await signingKeyFile('/proc/self/comm').resolve({} as never)).toHaveLength(1);
    });

    function linkTo(target: string): string {
      const link = join(folder, `link-to-${target.replace(/\W/g, '-')}`);
      symlinkSync(target, link);
      return link;
    }
  });

  test('a read that hangs holds up one thread: the lookups that come meanwhile share the next read', async () => {
    const hanging: (() => void)[] = [];
    const read = oneAtATime(
      () =>
        new Promise<number>((resolve) => {
          const turn = hanging.push(() => {
            resolve(turn);
          });
        }),
    );
    const first = read();
    await until(() => hanging.length === 1);
    const later = Array.from({ length: 1_000 }, () => read());
    await new Promise((resolve) => setImmediate(resolve));
    expect(hanging).toHaveLength(1);
    hanging[0]?.();
    expect(await first).toBe(1);
    await until(() => hanging.length === 2);
    hanging[1]?.();
    expect(new Set(await Promise.all(later))).toEqual(new Set([2]));
  });

  test('after a read that failed the next one begins', async () => {
    let turn = 0;
    const read = oneAtATime(() =>
      ++turn === 1 ? Promise.reject(new Error('first')) : Promise.resolve(turn),
    );
    await expect(read()).rejects.toThrow('first');
    expect(await read()).toBe(2);
  });

  test.each([[''], [' '], [undefined], ['PSK_the-secret'], ['/run/a\nb'], [Promise.resolve('/run/key')]])(
    '%j is not a path, and is not repeated',
    (path) => {
      expect(() => signingKeyFile(path as string)).toThrow(
        /^signingKeyFile\(\) needs the path of the file with the key/,
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
