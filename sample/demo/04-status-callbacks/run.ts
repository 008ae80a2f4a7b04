import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

import { AppModule } from '../../04-status-callbacks/src/app.module.js';
import { CallsService } from '../../04-status-callbacks/src/calls/calls.service.js';
import { DEAD_LETTERS, STATUS_CALLBACKS } from '../../04-status-callbacks/src/status/queues.js';
import type { AdapterReport } from '../report.js';
import { sendWebhooks } from '../send.js';
import { type AdapterName, startApplication, type StartedApplication } from '../start-application.js';
import { ATTEMPTS, type Calls, callbacksOf, newCalls, PUBLIC_URL, SIGNING_KEY } from './callbacks.js';
import { Crm } from './crm.js';

const WORKER = fileURLToPath(new URL('../../04-status-callbacks/src/worker.js', import.meta.url));
const PATIENCE = 20_000;

/** Starts the application and a worker process, sends callbacks, and looks at what became of them. */
export async function runDemo(redisUrl: string, adapterName: AdapterName): Promise<AdapterReport> {
  const calls = newCalls();
  const crm = new Crm((callSid) => failuresOf(callSid, calls));
  const application = await startApplication(AppModule, adapterName, {
    REDIS_URL: redisUrl,
    SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
    PUBLIC_URL,
    CRM_URL: await crm.listen(),
    ATTEMPTS: String(ATTEMPTS),
    RETRY_DELAY_MS: '100',
  });
  const outcomes = await sendWebhooks(callbacksOf(calls), application);
  const worker = fork(WORKER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    return { outcomes, failures: await findFailures(application, calls, crm) };
  } finally {
    await end(worker);
    await application.app.close();
    crm.close();
  }
}

function failuresOf(callSid: string, { failingOnce, failingAlways }: Calls): number {
  if (callSid === failingAlways) return Infinity;
  return callSid === failingOnce ? 1 : 0;
}

async function findFailures(application: StartedApplication, calls: Calls, crm: Crm): Promise<string[]> {
  const { usual, failingOnce, failingAlways } = calls;
  const queue = queueOf(application, STATUS_CALLBACKS);
  const deadLetters = queueOf(application, DEAD_LETTERS);
  const finished = () => queue.getJobCountByTypes('completed', 'failed');
  await waitUntil(async () => (await finished()) === 6 && (await deadLetters.count()) === 1);
  const state = await new CallsService(application.app.get(Redis, { strict: false })).find(usual);
  const found: Record<string, [found: unknown, expected: unknown]> = {
    'jobs, one for each event': [await finished(), 6],
    'dead letters': [await deadLetters.count(), 1],
    'state of the usual call': [state?.status, 'completed'],
    'reports of the usual call': [crm.reported.get(usual), 1],
    'reports of the call for which the CRM fails once': [crm.reported.get(failingOnce), 1],
    'tries of the call for which it fails always': [crm.tries.get(failingAlways), ATTEMPTS],
  };
  const lines = Object.entries(found).map(([name, [value]]) => `  ${name}: ${String(value)}`);
  console.log(`\nWhat became of them\n\n${lines.join('\n')}`);
  return Object.entries(found)
    .filter(([, [value, expected]]) => value !== expected)
    .map(([name, [value]]) => `${name}: ${String(value)}`);
}

function queueOf({ app }: StartedApplication, name: string): Queue {
  return app.get<Queue>(getQueueToken(name), { strict: false });
}

async function waitUntil(isDone: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await isDone()) && performance.now() - startedAt < PATIENCE) await setTimeout(50);
}

async function end(worker: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGTERM');
  await ended;
}
