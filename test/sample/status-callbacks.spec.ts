import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { callStatus } from 'nestjs-signalwire-webhook/testing';
import { randomUUID } from 'node:crypto';

import { AppModule } from '../../sample/04-status-callbacks/src/app.module.js';
import { CallsService } from '../../sample/04-status-callbacks/src/calls/calls.service.js';
import { DEAD_LETTERS, STATUS_CALLBACKS } from '../../sample/04-status-callbacks/src/status/queues.js';
import { WorkerModule } from '../../sample/04-status-callbacks/src/worker.module.js';
import { Crm } from '../../sample/demo/04-status-callbacks/crm.js';
import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { describeWithRedis, TemporaryRedis } from '../support/redis.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

const FAILING = randomUUID();
const LIMIT = 60_000;

describeWithRedis('sample 04-status-callbacks', () => {
  let redis: TemporaryRedis;
  let worker: INestApplicationContext;
  const crm = new Crm((callSid) => (callSid === FAILING ? Infinity : 1));

  beforeAll(async () => {
    redis = await TemporaryRedis.create();
    Object.assign(process.env, {
      REDIS_URL: redis.url,
      SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
      PUBLIC_URL,
      CRM_URL: await crm.listen(),
      ATTEMPTS: '2',
      RETRY_DELAY_MS: '10',
    });
    worker = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
  }, LIMIT);

  afterAll(async () => {
    await worker.close();
    crm.close();
    await redis.remove();
  }, LIMIT);

  describe.each(adapterNames)('on %s', (adapterName) => {
    let application: RunningApplication;
    let jobs: Queue;

    beforeAll(async () => {
      application = await startApplication(adapterName, { imports: [AppModule] });
      jobs = application.app.get<Queue>(getQueueToken(STATUS_CALLBACKS), { strict: false });
    }, LIMIT);

    afterAll(() => application.close());

    async function send(CallSid: string, fields: Parameters<typeof callStatus>[0] = {}): Promise<number> {
      const parameters = new URLSearchParams(callStatus({ CallSid, ...fields }) as Record<string, string>);
      return (await application.send(signedForm('/status', parameters.toString()))).status;
    }

    test(
      'an event becomes one job, however often it comes; the worker tries again',
      async () => {
        const sid = randomUUID();
        const before = await jobs.getJobCountByTypes('completed', 'waiting', 'active', 'delayed');
        expect([await send(sid), await send(sid), await send(sid)]).toEqual([204, 204, 204]);
        await until(() => crm.reported.has(sid));
        expect(crm.tries.get(sid)).toBe(2);
        expect(crm.reported.get(sid)).toBe(1);
        expect(await jobs.getJobCountByTypes('completed', 'waiting', 'active', 'delayed')).toBe(before + 1);
      },
      LIMIT,
    );

    test(
      'what was overtaken does not undo what is newer',
      async () => {
        const sid = randomUUID();
        const calls = worker.get(CallsService);
        await send(sid, { CallStatus: 'completed', SequenceNumber: '3' });
        await until(async () => (await calls.find(sid))?.status === 'completed');
        await until(async () => (await jobs.getActiveCount()) === 0);
        const completed = await jobs.getCompletedCount();
        await send(sid, { CallStatus: 'ringing', SequenceNumber: '1' });
        await until(async () => (await jobs.getCompletedCount()) === completed + 1);
        expect(await calls.find(sid)).toEqual({ status: 'completed' });
      },
      LIMIT,
    );

    test('a final status stays, with or without sequence numbers', async () => {
      const calls = worker.get(CallsService);
      const CallSid = randomUUID();
      const saved = [];
      for (const CallStatus of ['initiated', 'in-progress', 'ringing', 'completed', 'in-progress', 'failed'])
        saved.push(await calls.saveIfNewer({ CallSid, CallStatus }));
      expect(saved).toEqual([true, true, false, true, false, false]);
      expect(await calls.find(CallSid)).toEqual({ status: 'completed' });
    });

    test('callbacks of one call at the same time end with its final status', async () => {
      const calls = worker.get(CallsService);
      const CallSid = randomUUID();
      const statuses = ['in-progress', 'ringing', 'completed', 'initiated', 'queued'];
      await Promise.all(statuses.map((CallStatus) => calls.saveIfNewer({ CallSid, CallStatus })));
      expect(await calls.find(CallSid)).toEqual({ status: 'completed' });
    });

    test(
      'what fails for good is a dead letter',
      async () => {
        const deadLetters = application.app.get<Queue>(getQueueToken(DEAD_LETTERS), { strict: false });
        const before = await deadLetters.count();
        expect(await send(FAILING, { SequenceNumber: adapterName })).toBe(204);
        await until(async () => (await deadLetters.count()) === before + 1);
        expect(crm.reported.has(FAILING)).toBe(false);
      },
      LIMIT,
    );

    test('a forgery becomes no job', async () => {
      const before = await jobs.getJobCountByTypes();
      const request = signedForm('/status', { CallSid: '1' }, { signingKey: 'PSK_someOtherKey0001' });
      expect((await application.send(request)).status).toBe(403);
      expect(await jobs.getJobCountByTypes()).toBe(before);
    });
  });
});
