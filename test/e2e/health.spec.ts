import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { MemoryOnceStore, SignalWireWebhookHealth, signingKeyFile } from 'nestjs-signalwire-webhook';
import { postgresOnceMigration, postgresOnceStore } from 'nestjs-signalwire-webhook/postgres';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createClient } from 'redis';

import {
  type AdapterName,
  adapterNames,
  type Answer,
  type ApplicationSetup,
  type RunningApplication,
  startApplication,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { flood } from '../support/flood.js';
import { describeWithPostgres, TemporaryPostgres } from '../support/postgres.js';
import { describeWithRedis, TemporaryRedis } from '../support/redis.js';
import { SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

/** As in docs/how-to/observability.md. */
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly webhooks: SignalWireWebhookHealth,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.signalWire()]);
  }

  private async signalWire() {
    const { isUp, signingKeys, onceStore } = await this.webhooks.check();
    const indicator = this.indicators.check('signalwire-webhook');
    return isUp ? indicator.up() : indicator.down({ signingKeys, onceStore });
  }
}

const setupWith = (webhooks: WebhookOptions): ApplicationSetup => ({
  webhooks,
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
});

const HEALTH = { method: 'GET', target: '/health' };

describe('the health check by terminus, on both adapters', () => {
  /** One for each adapter. They run at the same time, since a result counts for a second. */
  let applications: RunningApplication[] = [];

  async function start(options: () => WebhookOptions): Promise<void> {
    const startOn = (adapterName: AdapterName) => startApplication(adapterName, setupWith(options()));
    applications = await Promise.all(adapterNames.map(startOn));
  }

  const statuses = () => Promise.all(applications.map(({ statusOf }) => statusOf(HEALTH)));

  /** What is down, once both notice it. */
  async function down(): Promise<unknown> {
    let answers: Answer[] = [];
    await until(async () => {
      answers = await Promise.all(applications.map(({ send }) => send(HEALTH)));
      return answers.every(({ status }) => status === 503);
    });
    const [body = '', other] = answers.map((answer) => answer.body);
    expect(body).not.toMatch(/PSK_|ECONNREFUSED|127\.0\.0\.1|relation|secret|\/tmp/);
    expect(other).toBe(body);
    return (JSON.parse(body) as { error: Record<string, unknown> }).error['signalwire-webhook'];
  }

  async function up(): Promise<void> {
    await until(async () => (await statuses()).every((status) => status === 200));
  }

  afterEach(async () => {
    await Promise.all(applications.splice(0).map((application) => application.close()));
  });

  test('a key and a store in memory are up', async () => {
    await start(() => ({}));
    expect(await statuses()).toEqual([200, 200]);
  });

  test('a key file that is not there is down, and up when it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'health-'));
    const file = join(folder, 'secret-key');
    await start(() => ({ signingKey: signingKeyFile(file), signingKeyCache: { refreshInterval: 0 } }));
    expect(await down()).toEqual({ status: 'down', signingKeys: false, onceStore: true });
    // Nest has one logger in a process: that of the application that was created last.
    const log = applications.map(({ logger }) => logger.text).join('\n');
    const lines = log.match(/Health, signing keys: The signing key file/g) ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(2);
    writeFileSync(`${file}.new`, `${SIGNING_KEY}\n`);
    renameSync(`${file}.new`, file);
    await up();
    rmSync(folder, { recursive: true });
  });

  test('a resolver that fails is down; while keys that it gave serve, it is up', async () => {
    let isDown = true;
    const asked = new Set<unknown>();
    await start(() => ({
      signingKey: ({ claimedProjectId }) => {
        asked.add(claimedProjectId);
        if (isDown) throw new Error('the secret of the database');
        return SIGNING_KEY;
      },
      signingKeyCache: { refreshInterval: 0, ttl: 0, knownProjects: ['a-project'] },
    }));
    expect(await down()).toMatchObject({ signingKeys: false });
    expect(asked).toEqual(new Set(['a-project']));
    isDown = false;
    await up();
    isDown = true;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await statuses()).toEqual([200, 200]);
  });

  test('a full store in memory that rejects is down', async () => {
    const onceStore = new MemoryOnceStore({ maxEvents: 1, onFull: 'unavailable' });
    await start(() => ({ onceStore }));
    expect(await statuses()).toEqual([200, 200]);
    expect(onceStore.size).toBe(0);
    onceStore.acquire('1'.repeat(64), 'token', 60_000);
    expect(await down()).toMatchObject({ signingKeys: true, onceStore: false });
  });

  describeWithRedis('with Redis', () => {
    let redis: TemporaryRedis;
    const connect = () => createClient({ url: redis.url, socket: { reconnectStrategy: 20 } });
    let client: ReturnType<typeof connect>;

    beforeEach(async () => {
      redis = await TemporaryRedis.create();
      client = connect();
      client.on('error', () => undefined);
      await client.connect();
    });

    afterEach(async () => {
      client.destroy();
      await redis.remove();
    });

    test('is down with it, up with it, and leaves nothing in it', async () => {
      await start(() => ({ onceStore: redisOnceStore(client) }));
      expect(await statuses()).toEqual([200, 200]);
      expect(redis.run('DBSIZE')).toBe('0');
      await redis.stop();
      expect(await down()).toMatchObject({ onceStore: false });
      await redis.start();
      await up();
    });

    test('a server that takes reads only is down', async () => {
      await start(() => ({ onceStore: redisOnceStore(client) }));
      expect(await statuses()).toEqual([200, 200]);
      redis.run('REPLICAOF', '127.0.0.1', '1');
      expect(await down()).toMatchObject({ onceStore: false });
    });
  });

  describeWithPostgres('with PostgreSQL', () => {
    let postgres: TemporaryPostgres;
    let pool: Pool;

    beforeAll(async () => {
      postgres = await TemporaryPostgres.create();
      pool = new Pool({ connectionString: postgres.url });
      pool.on('error', () => undefined);
    });

    afterAll(async () => {
      await pool.end();
      await postgres.remove();
    });

    test('is down without the table, up with it, down and up with the server', async () => {
      await start(() => ({ onceStore: postgresOnceStore(pool) }));
      expect(await down()).toMatchObject({ onceStore: false });
      await pool.query(postgresOnceMigration());
      await up();
      expect((await pool.query('SELECT FROM signalwire_webhook_events')).rowCount).toBe(0);
      await postgres.stop();
      expect(await down()).toMatchObject({ onceStore: false });
      await postgres.start();
      await up();
    });
  });
});

test.each(adapterNames)(
  'a flood of health checks asks a few times and writes a few lines, on %s',
  async (adapterName) => {
    let lookups = 0;
    let acquires = 0;
    const setup = setupWith({
      signingKey: () => {
        lookups++;
        throw new Error('down');
      },
      signingKeyCache: { knownProjects: [] },
      onceStore: {
        acquire: () => {
          acquires++;
          throw new Error('down');
        },
        complete: () => true,
        release: () => undefined,
      },
    });
    await withApplication(adapterName, setup, async ({ port, logger }) => {
      const { statuses, seconds } = await flood(port, 300, () => HEALTH);
      expect(statuses).toEqual({ 503: 300 });
      const most = Math.ceil(seconds) + 1;
      expect([lookups, acquires].every((times) => times > 0 && times <= most)).toBe(true);
      expect(logger.lines).toHaveLength(2);
    });
  },
);
