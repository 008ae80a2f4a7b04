import 'reflect-metadata';

import type { OnceStore } from 'nestjs-signalwire-webhook';
import { randomBytes } from 'node:crypto';

import { openStores } from './stores.js';

const SEQUENTIAL = 3_000;
const CONCURRENT = 20_000;
const AT_ONCE = 100;

interface Cost {
  readonly claim: number;
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

/** Events claimed and completed in a second, by as many callers at once as given. */
async function throughput(store: OnceStore, ids: string[]): Promise<number> {
  const startedAt = performance.now();
  const callers = Array.from({ length: AT_ONCE }, async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      await store.claim(id, id, 10_000);
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
    claim: await median(ids, (id) => store.claim(id, id, 10_000)),
    complete: await median(ids, (id) => store.complete(id, id, 3_600_000)),
    duplicate: await median(ids, (id) => store.claim(id, 'other', 10_000)),
    perSecond: await throughput(store, randomIds(CONCURRENT)),
  };
}

const opened = await openStores();
console.log('One call after another, median in µs; then events a second, claimed and completed,');
console.log(`with ${AT_ONCE} callers at once. The servers share this machine.\n`);
console.log(['store'.padEnd(20), 'claim', 'complete', 'duplicate', 'events/s'].join('  '));
for (const [name, store] of opened.stores) {
  const { claim, complete, duplicate, perSecond } = await measure(store);
  const figures = [
    claim.toFixed(1).padStart(5),
    complete.toFixed(1).padStart(8),
    duplicate.toFixed(1).padStart(9),
  ];
  console.log([name.padEnd(20), ...figures, perSecond.toFixed(0).padStart(8)].join('  '));
}
await opened.close();
