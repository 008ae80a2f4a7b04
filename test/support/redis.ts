import { describe } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, inMemory, REDIS_MISSING, TemporaryRedis } from '../../sample/demo/temporary-redis.js';
import { until } from './until.js';

export { TemporaryRedis };

if (!TemporaryRedis.isInstalled() && !process.env.CI) {
  process.stderr.write(`SKIPPED: the tests with Redis. ${REDIS_MISSING}\n`);
}

/** Skips, and says so, where Redis is not installed; on CI that is a failure instead. */
export const describeWithRedis = TemporaryRedis.isInstalled() || process.env.CI ? describe : describe.skip;

const SLOT_RANGES = ['0 5460', '5461 10922', '10923 16383'];

/** A cluster of three servers without replicas. */
export async function startRedisCluster(): Promise<TemporaryRedis[]> {
  const nodes = await Promise.all(
    SLOT_RANGES.map(async () => {
      const busPort = await freePort();
      const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
      return { server: await TemporaryRedis.create(() => [...inMemory(), ...cluster]), busPort };
    }),
  );
  nodes.forEach(({ server }, index) => {
    server.run('CLUSTER', 'ADDSLOTSRANGE', ...(SLOT_RANGES[index] ?? '').split(' '));
    for (const { server: other, busPort } of nodes) {
      server.run('CLUSTER', 'MEET', '127.0.0.1', String(other.port), String(busPort));
    }
  });
  const servers = nodes.map(({ server }) => server);
  await until(() => servers.every((server) => server.run('CLUSTER', 'INFO').includes('cluster_state:ok')));
  return servers;
}

/** A server, its replica and one sentinel. */
export class SentinelGroup {
  readonly name = 'main';

  private constructor(
    readonly server: TemporaryRedis,
    readonly replica: TemporaryRedis,
    readonly sentinel: TemporaryRedis,
  ) {}

  static async start(): Promise<SentinelGroup> {
    const server = await TemporaryRedis.create(() => [...inMemory(), '--repl-diskless-sync-delay', '0']);
    const replicaOf = ['--replicaof', '127.0.0.1', String(server.port)];
    const replica = await TemporaryRedis.create(() => [...inMemory(), ...replicaOf]);
    await until(() => server.run('INFO', 'replication').includes('state=online'));
    const sentinel = await TemporaryRedis.create((folder) => {
      const file = join(folder, 'sentinel.conf');
      writeFileSync(file, `sentinel monitor main 127.0.0.1 ${server.port} 1\n`);
      return [file, '--sentinel'];
    });
    await until(() => sentinel.run('SENTINEL', 'REPLICAS', 'main').includes(String(replica.port)));
    return new SentinelGroup(server, replica, sentinel);
  }

  /** The port of the server that takes writes now. */
  master(): number {
    return Number(this.sentinel.run('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name).split('\n').at(-1));
  }

  async failOver(): Promise<void> {
    await until(() => this.sentinel.run('SENTINEL', 'FAILOVER', this.name) === 'OK');
    await until(() => this.master() === this.replica.port);
  }

  async remove(): Promise<void> {
    for (const each of [this.sentinel, this.replica, this.server]) await each.remove();
  }
}
