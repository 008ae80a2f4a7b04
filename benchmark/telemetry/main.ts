import { join } from 'node:path';

import { decimals, median, report, table } from '../report.js';
import { type AdapterName, adapters, Arena } from '../http/processes.js';
import { type BenchmarkRequest, forged, honest } from '../http/requests.js';
import { type Listener, listeners } from './listeners.js';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 3 : 7;
const LENGTH = { amount: isQuick ? 500 : 1_500 };

const names = Object.keys(listeners) as Listener[];
const [, forgedForm] = [...forged][0] ?? [];
if (!forgedForm) throw new Error('There is no forged form.');
const requests: readonly (readonly [string, BenchmarkRequest])[] = [
  ['Verified', honest],
  ['Rejected', forgedForm],
];

/** Microseconds of the server for one request, round by round; the first round only warms up. */
async function race(
  arena: Arena<Listener>,
  adapter: AdapterName,
  request: BenchmarkRequest,
): Promise<Map<Listener, number[]>> {
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, results] of times) {
      const { processorTime } = await arena.run(adapter, name, request, LENGTH);
      if (round > 0) results.push(processorTime);
    }
  }
  return times;
}

/** In one round both met the same machine. */
function difference(times: ReadonlyMap<Listener, number[]>, name: Listener, to: Listener): string {
  const others = times.get(to) ?? [];
  const differences = (times.get(name) ?? []).map((time, round) => time - (others[round] ?? NaN));
  return name === to ? '' : decimals(median(differences), 1);
}

function rowsOf(times: ReadonlyMap<Listener, number[]>): string[][] {
  return names.map((name) => {
    const to: Listener = name.startsWith('spans') ? 'spans, nobody' : 'nobody';
    return [name, decimals(median(times.get(name) ?? []), 1), difference(times, name, to)];
  });
}

const tables: string[] = [];
const arena = new Arena<Listener>(join(import.meta.dirname, 'server.js'));
try {
  for (const adapter of adapters) for (const name of names) await arena.open(adapter, name);
  for (const adapter of adapters) {
    for (const [kind, request] of requests) {
      const head = ['who listens', 'server µs/request', 'more than nobody'];
      tables.push(
        table(`${kind} form of ten, ${adapter}`, [head, ...rowsOf(await race(arena, adapter, request))]),
      );
    }
  }
} finally {
  arena.close();
}
await report('telemetry', tables);
