import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export const REDIS_MISSING = 'Redis is not installed: on Debian, run `apt-get install redis-server`.';

/** Ends the server when its standard input ends, for whatever reason: so nothing is left behind by a caller that was killed. */
const SUPERVISE = `
  folder=$1; shift
  redis-server "$@" --dir "$folder" >/dev/null & server=$!
  trap '' INT PIPE
  cat >/dev/null
  kill -9 $server; wait $server 2>/dev/null
`;

/** A Redis server of its own, in memory, on a free loopback port that it keeps when it is started again. */
export class TemporaryRedis {
  private supervisor: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: readonly string[],
  ) {}

  static isInstalled(): boolean {
    const folders = (process.env.PATH ?? '').split(delimiter);
    return folders.some((folder) => existsSync(join(folder, 'redis-server')));
  }

  /** @param settings of the server, after those that keep nothing on the disk */
  static async create(settings: (folder: string) => readonly string[] = inMemory): Promise<TemporaryRedis> {
    if (!TemporaryRedis.isInstalled()) throw new Error(REDIS_MISSING);
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const redis = new TemporaryRedis(await freePort(), folder, settings(folder));
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', '127.0.0.1'];
    this.supervisor = spawn('sh', ['-c', SUPERVISE, 'sh', this.folder, ...this.settings, ...place], {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    while (!this.isUp()) await setTimeout(10);
  }

  /** Kills it, as a crash would; what it held is lost. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.supervisor?.once('exit', resolve));
    this.supervisor?.stdin?.end();
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** What the server replies to one command. */
  run(...command: readonly string[]): string {
    const args = ['-h', '127.0.0.1', '-p', String(this.port), ...command];
    return execFileSync('redis-cli', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  private isUp(): boolean {
    try {
      return this.run('PING') === 'PONG';
    } catch {
      return false;
    }
  }
}

export function inMemory(): readonly string[] {
  return ['--save', '', '--appendonly', 'no'];
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
