import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createClient } from 'redis';

import { type RequestToSend, sendRequest } from '../support/applications.js';
import { describeWithRedis, TemporaryRedis } from '../support/redis.js';
import { FORM, PUBLIC_URL, signed, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

/** `npm run test:once` has 10,000. */
const EVENTS = Number(process.env.ONCE_EVENTS ?? 300);
const AT_ONCE = 20;
const SCRIPT = join(import.meta.dirname, '../support/status-process.js');

interface Process {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startProcess(redisUrl: string, settings: Record<string, string>): Promise<Process> {
  const env = { ...process.env, REDIS_URL: redisUrl, SIGNING_KEY, PUBLIC_URL, ...settings };
  const child = fork(SCRIPT, { env, execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', resolve as never);
    child.once('exit', (code) => {
      reject(new Error(`The process ended with ${String(code)}. Was it built? npm run build`));
    });
  });
  return { child, port };
}

async function end({ child }: Process): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** One signed event in the forms in which it can arrive. */
function formsOf(sid: string): RequestToSend[] {
  const fields = ['CallStatus=completed', `CallSid=${sid}`, 'CallbackSource=c', 'SequenceNumber=3'];
  const rotated = (by: number) => [...fields.slice(by), ...fields.slice(0, by)].join('&');
  return [0, 1, 2].map((by) =>
    signed(
      { target: '/status', headers: FORM, body: rotated(by) },
      {
        cxmlHeader: by === 1 ? 'x-twilio-signature' : 'x-signalwire-signature',
        publicUrl: by === 2 ? `${PUBLIC_URL}:443` : PUBLIC_URL,
      },
    ),
  );
}

describeWithRedis('processes that share Redis', () => {
  let redis: TemporaryRedis;
  let client: ReturnType<typeof createClient>;
  let processes: Process[] = [];

  beforeAll(async () => {
    redis = await TemporaryRedis.create();
  });

  beforeEach(async () => {
    client = createClient({ url: redis.url });
    await client.connect();
    await client.flushAll();
  });

  afterEach(async () => {
    await Promise.all(processes.map(end));
    client.destroy();
  });

  afterAll(() => redis.remove());

  async function start(...settings: Record<string, string>[]): Promise<void> {
    processes = await Promise.all(settings.map((each) => startProcess(redis.url, each)));
  }

  let turn = 0;

  /** To one process after the other, again while it is 503, as SignalWire does. */
  async function deliver(request: RequestToSend): Promise<number> {
    for (;;) {
      const { port } = processes[turn++ % processes.length] as Process;
      const { status } = await sendRequest(port, request).catch(() => ({ status: 503 }));
      if (status !== 503) return status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test(`${EVENTS} events, each sent three times at once, are handled once each`, async () => {
    await start(...Array.from({ length: 4 }, () => ({ LEASE: '30000', DURATION: '2' })));
    const sids = Array.from({ length: EVENTS }, () => randomUUID());
    const waiting = [...sids];
    const statuses = new Set<number>();
    const senders = Array.from({ length: AT_ONCE }, async () => {
      for (let sid = waiting.pop(); sid !== undefined; sid = waiting.pop()) {
        for (const status of await Promise.all(formsOf(sid).map(deliver))) statuses.add(status);
      }
    });
    await Promise.all(senders);
    const handled = await client.hGetAll('handled');
    expect([...statuses]).toEqual([204]);
    expect(Object.keys(handled).sort()).toEqual(sids.sort());
    expect(Object.values(handled).filter((count) => count !== '1')).toEqual([]);
  }, 1_800_000);

  test('what a killed process left behind is handled by the retry', async () => {
    await start({ LEASE: '5000', DURATION: '600000' }, { LEASE: '5000', DURATION: '2' });
    const [killed, other] = processes as [Process, Process];
    const sids = Array.from({ length: 5 }, () => randomUUID());
    const lost = sids.map((sid) =>
      sendRequest(killed.port, formsOf(sid)[0] as RequestToSend).catch(() => 'lost'),
    );
    await until(async () => (await client.hLen('begun')) === 5);
    await end(killed);
    expect(await Promise.all(lost)).toEqual(sids.map(() => 'lost'));
    expect(await client.hLen('handled')).toBe(0);
    const [first] = await Promise.all(
      sids.map((sid) => sendRequest(other.port, formsOf(sid)[1] as RequestToSend)),
    );
    expect(first?.status).toBe(503);
    processes = [other];
    const statuses = await Promise.all(sids.map((sid) => deliver(formsOf(sid)[2] as RequestToSend)));
    expect(statuses).toEqual(sids.map(() => 204));
    expect(await client.hGetAll('begun')).toEqual(Object.fromEntries(sids.map((sid) => [sid, '2'])));
    expect(await client.hGetAll('handled')).toEqual(Object.fromEntries(sids.map((sid) => [sid, '1'])));
  }, 60_000);
});
