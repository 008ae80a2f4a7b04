import 'reflect-metadata';

import { MemoryOnceStore, type OnceStore } from 'nestjs-signalwire-webhook';
import { randomBytes } from 'node:crypto';

import { aims, decimals, report, type Row, table } from '../report.js';
import { loss, raceRoutes, type Result, toRow } from './route.js';
import { openStores } from './stores.js';

const SEQUENTIAL = 3_000;
const CONCURRENT = 20_000;
const AT_ONCE = 100;

interface Cost {
  readonly acquire: number;
  readonly complete: number;
  readonly duplicate: number;
  readonly perSecond: number;
}

function randomIds(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(32).toString('hex'));
}

/** The median of one call after another, in microseconds. */
async function median(ids: readonly string[], call: (id: string) => unknown): Promise<number> {
  const times: number[] = [];
  for (const id of ids) {
    const startedAt = performance.now();
    await call(id);
    times.push(performance.now() - startedAt);
  }
  return (times.sort((a, b) => a - b)[times.length >> 1] ?? NaN) * 1_000;
}

/** Returns the events per second that `AT_ONCE` concurrent callers acquire and complete. */
async function throughput(store: OnceStore, ids: string[]): Promise<number> {
  const startedAt = performance.now();
  const callers = Array.from({ length: AT_ONCE }, async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      await store.acquire(id, id, 10_000);
      await store.complete(id, id, 3_600_000);
    }
  });
  await Promise.all(callers);
  return CONCURRENT / ((performance.now() - startedAt) / 1_000);
}

async function measure(store: OnceStore): Promise<Cost> {
  await throughput(store, randomIds(2_000));
  const ids = randomIds(SEQUENTIAL);
  return {
    acquire: await median(ids, (id) => store.acquire(id, id, 10_000)),
    complete: await median(ids, (id) => store.complete(id, id, 3_600_000)),
    duplicate: await median(ids, (id) => store.acquire(id, 'other', 10_000)),
    perSecond: await throughput(store, randomIds(CONCURRENT)),
  };
}

const opened = await openStores();
const costs: Row[] = [];
for (const [name, store] of opened.stores) {
  const { acquire, complete, duplicate, perSecond } = await measure(store);
  const figures = [acquire, complete, duplicate].map((each) => decimals(each, 1));
  costs.push([name, ...figures, decimals(perSecond, 0)]);
}
const memory = new MemoryOnceStore();
const onExpress = await raceRoutes('express', [
  { name: 'without once', path: '/every-time', store: memory },
  { name: 'once, duplicates only', path: '/once', store: memory, isRepeated: true },
  ...[...opened.stores].map(([name, store]) => ({ name: `once, ${name}`, path: '/once' as const, store })),
]);
await opened.close();
const onFastify = await raceRoutes('fastify', [
  { name: 'without once', path: '/every-time', store: memory },
  { name: 'once, memory', path: '/once', store: memory },
]);
const none: Result = { rounds: [] };
const lossAims = Object.entries({ Express: onExpress, Fastify: onFastify }).map(([name, routes]) => ({
  name: `${name}: once with the memory store, loss of throughput in %`,
  measured: loss(routes.get('once, memory') ?? none, routes.get('without once') ?? none),
  atMost: 12,
}));

await report('once', [
  table(
    `One call after another, median in µs; and events/s, acquired and completed by ${AT_ONCE} callers at once`,
    [['', 'acquire', 'complete', 'acquire of a duplicate', 'events/s'], ...costs],
  ),
  table('The whole route on Express, 10 connections; client, server and store on one machine', [
    ['', 'requests/s', 'median ms'],
    ...[...onExpress].map(toRow),
  ]),
  table('The whole route on Fastify', [['', 'requests/s', 'median ms'], ...[...onFastify].map(toRow)]),
  aims('Aims', lossAims),
]);
