import { describe } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { until } from './until.js';

const isInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'redis-server')));

if (!isInstalled && !process.env.CI) {
  process.stderr.write('SKIPPED: tests with Redis. On Debian, run `apt-get install redis-server`.\n');
}

/** Skips, and says so, where Redis is not installed; on CI that is a failure instead. */
export const describeWithRedis = isInstalled || process.env.CI ? describe : describe.skip;

/** Ends the server when its standard input ends, also because the test was killed. */
const SUPERVISE =
  'redis-server "$@" >/dev/null & server=$!; cat >/dev/null; kill -9 $server; wait $server 2>/dev/null';

/** A real Redis server in memory, on a free loopback port that it keeps when it is started again. */
export class RedisServer {
  private supervisor: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: readonly string[],
    private readonly mode: readonly string[] = [],
  ) {}

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const server = new RedisServer(await freePort(), folder, settings);
    await server.start();
    return server;
  }

  static async startSentinel(configuration: string): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `${configuration}\n`);
    const server = new RedisServer(await freePort(), folder, [], [file, '--sentinel']);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const memoryOnly = this.mode.length > 0 ? [] : ['--save', '', '--appendonly', 'no'];
    const args = [...this.mode, ...place, ...memoryOnly, ...this.settings];
    this.supervisor = spawn('sh', ['-c', SUPERVISE, 'sh', ...args], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    await until(() => this.answers());
  }

  /** Kills it, as a crash would; what it held is lost. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.supervisor?.once('exit', resolve));
    this.supervisor?.stdin?.end();
    await ended;
  }

  /** Keeps the connections and answers nobody. */
  pause(milliseconds: number): void {
    this.cli('CLIENT', 'PAUSE', String(milliseconds), 'ALL');
  }

  cli(...command: readonly string[]): string {
    const args = ['-h', '127.0.0.1', '-p', String(this.port), ...command];
    return execFileSync('redis-cli', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  private answers(): boolean {
    try {
      return this.cli('PING') === 'PONG';
    } catch {
      return false;
    }
  }
}

const SLOT_RANGES = ['0 5460', '5461 10922', '10923 16383'];

/** A cluster of three servers without replicas. */
export async function startRedisCluster(): Promise<RedisServer[]> {
  const nodes = await Promise.all(
    SLOT_RANGES.map(async () => {
      const busPort = await freePort();
      const server = await RedisServer.start('--cluster-enabled', 'yes', '--cluster-port', String(busPort));
      return { server, busPort };
    }),
  );
  nodes.forEach(({ server }, index) => {
    server.cli('CLUSTER', 'ADDSLOTSRANGE', ...(SLOT_RANGES[index] ?? '').split(' '));
    for (const { server: other, busPort } of nodes) {
      server.cli('CLUSTER', 'MEET', '127.0.0.1', String(other.port), String(busPort));
    }
  });
  const servers = nodes.map(({ server }) => server);
  await until(() => servers.every((server) => server.cli('CLUSTER', 'INFO').includes('cluster_state:ok')));
  return servers;
}

/** A server, its replica and one sentinel. */
export class SentinelGroup {
  readonly name = 'main';

  private constructor(
    readonly server: RedisServer,
    readonly replica: RedisServer,
    readonly sentinel: RedisServer,
  ) {}

  static async start(): Promise<SentinelGroup> {
    const server = await RedisServer.start('--repl-diskless-sync-delay', '0');
    const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(server.port));
    await until(() => server.cli('INFO', 'replication').includes('state=online'));
    const sentinel = await RedisServer.startSentinel(`sentinel monitor main 127.0.0.1 ${server.port} 1`);
    await until(() => sentinel.cli('SENTINEL', 'REPLICAS', 'main').includes(String(replica.port)));
    return new SentinelGroup(server, replica, sentinel);
  }

  /** The port of the server that takes writes now. */
  master(): number {
    return Number(this.sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name).split('\n').at(-1));
  }

  async failOver(): Promise<void> {
    await until(() => this.sentinel.cli('SENTINEL', 'FAILOVER', this.name) === 'OK');
    await until(() => this.master() === this.replica.port);
  }

  async remove(): Promise<void> {
    for (const each of [this.sentinel, this.replica, this.server]) await each.remove();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
