import { describe } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { freePort } from '../../sample/demo/temporary-redis.js';
import { until } from './until.js';

const isInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'prometheus')));

if (!isInstalled && !process.env.CI) {
  process.stderr.write('SKIPPED: the tests with Prometheus. On Debian, run `apt-get install prometheus`.\n');
}

/** Skips, and says so, where Prometheus is not installed; on CI that is a failure instead. */
export const describeWithPrometheus = isInstalled || process.env.CI ? describe : describe.skip;

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

export interface Rule {
  readonly name: string;
  readonly health: string;
}

/** A server of its own that scrapes one target each second. */
export class TemporaryPrometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(targetPort: number, ruleFile: string): Promise<TemporaryPrometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const file = join(folder, 'prometheus.yml');
    writeFileSync(
      file,
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [ruleFile],
        scrape_configs: [
          { job_name: 'webhooks', static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }] },
        ],
      }),
    );
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      { stdio: 'ignore' },
    );
    const prometheus = new TemporaryPrometheus(child, folder, `http://${address}`);
    await until(() => prometheus.isReady());
    return prometheus;
  }

  async query(expression: string): Promise<readonly Series[]> {
    const answer = await this.get(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    return (answer as { result: Series[] }).result;
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = (await this.get('/api/v1/rules')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true });
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(this.url + path);
    const answer = (await response.json()) as { status: string; error?: string; data: unknown };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error ?? 'failed'}`);
    return answer.data;
  }

  private isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/** Returns the output of promtool. Throws if promtool finds an error. */
export function promtool(...args: readonly string[]): string {
  return execFileSync('promtool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
