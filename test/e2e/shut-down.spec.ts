import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../sample/demo/temporary-redis.js';
import { type AdapterName, adapterNames } from '../support/applications.js';
import { describeWithRedis, TemporaryRedis } from '../support/redis.js';
import { SIGNING_KEY } from '../support/signing.js';

const SCRIPT = join(import.meta.dirname, '../support/closing-process.js');

jest.setTimeout(60_000);

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ended from outside only if it does not end by itself. */
function runProcess(env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [SCRIPT], { env: { ...process.env, ...env }, timeout: 50_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

describeWithRedis('after the shut-down', () => {
  let redis: TemporaryRedis;
  let folder: string;

  beforeAll(async () => {
    redis = await TemporaryRedis.create();
    folder = mkdtempSync(join(tmpdir(), 'shut-down-'));
    writeFileSync(join(folder, 'key'), `${SIGNING_KEY}\n`);
  });

  afterAll(async () => {
    await redis.remove();
    rmSync(folder, { recursive: true });
  });

  test.each<AdapterName>([...adapterNames])(
    'nothing of ours keeps the process, and no rejection is left alone, on %s',
    async (adapterName) => {
      redis.run('FLUSHALL');
      const ended = await runProcess({
        ADAPTER: adapterName,
        REDIS_URL: redis.url,
        KEY_FILE: join(folder, 'key'),
        PORT: String(await freePort()),
      });
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      const { resources, ...told } = JSON.parse(ended.stdout) as { resources: string[] };
      expect(told).toEqual({
        statuses: [200, 204, 404],
        isUp: true,
        waited: expect.arrayContaining([503, null]),
        outcomes: expect.any(Number),
      });
      // Sockets that are closing are Node's.
      expect(resources.filter((name) => /Timeout|FSEvent|StatWatcher|FileHandle|Worker/.test(name))).toEqual(
        [],
      );
    },
  );
});
