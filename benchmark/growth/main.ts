import 'reflect-metadata';

import { adapters, type AdapterName, Arena, type Memory } from '../http/processes.js';
import { forged, honest } from '../http/requests.js';
import { type Aim, aims, decimals, report, table } from '../report.js';
import { scalingTables } from './scaling.js';

const isQuick = process.argv.includes('--quick');
/** Verifications for each adapter, and as many rejections. */
const REQUESTS = Number(process.env['GROWTH_REQUESTS'] ?? (isQuick ? 40_000 : 5_000_000));
const SLICES = 10;
/** For V8 to optimize the server, and its heap to take its size. */
const WARM_UP = 20_000;
const LATENCY_SECONDS = isQuick ? 2 : 20;

const rejected = forged.get('form of ten');
if (rejected === undefined) throw new Error('there is no forged form of ten');
const KINDS = [honest, rejected];

async function sendBoth(arena: Arena, adapter: AdapterName, amount: number): Promise<void> {
  for (const request of KINDS) await arena.run(adapter, 'our decorator', request, { amount });
}

/** Memory after the warm-up, and after each slice of the requests. */
async function memoryOverTime(adapter: AdapterName): Promise<Memory[]> {
  const arena = new Arena();
  try {
    await arena.open(adapter, 'our decorator');
    await sendBoth(arena, adapter, WARM_UP);
    const memory = [await arena.memoryOf(adapter, 'our decorator')];
    for (let slice = 0; slice < SLICES; slice++) {
      await sendBoth(arena, adapter, REQUESTS / SLICES);
      memory.push(await arena.memoryOf(adapter, 'our decorator'));
    }
    return memory;
  } finally {
    arena.close();
  }
}

/** In ms: how much later 99 % of the responses have arrived than with an empty guard, at half of the rate that the server sustains. */
async function addedLatency(adapter: AdapterName): Promise<number> {
  const arena = new Arena();
  try {
    for (const contestant of ['empty guard', 'our decorator'] as const) {
      await arena.open(adapter, contestant);
      await arena.run(adapter, contestant, honest, { amount: WARM_UP });
    }
    const { requestsPerSecond } = await arena.run(adapter, 'our decorator', honest, { amount: WARM_UP });
    const load = { request: honest, length: { duration: LATENCY_SECONDS }, rate: requestsPerSecond / 2 };
    const ours = await arena.p99(adapter, 'our decorator', load);
    return ours - (await arena.p99(adapter, 'empty guard', load));
  } finally {
    arena.close();
  }
}

/** The second half compared with the first, because a server that grows does not stop to. */
function growth(memory: readonly Memory[], figure: keyof Memory): number {
  const middle = memory[SLICES / 2]?.[figure] ?? NaN;
  return (memory.at(-1)?.[figure] ?? NaN) / middle;
}

const tables: string[] = [];
const allAims: Aim[] = [];
for (const adapter of adapters) {
  const memory = await memoryOverTime(adapter);
  const rows = memory.map(({ heap, resident }, slice) => [
    String((slice * REQUESTS) / SLICES),
    decimals(heap, 1),
    decimals(resident, 1),
  ]);
  tables.push(
    table(`Memory in MB after so many verifications and as many rejections, ${adapter}`, [
      ['', 'heap', 'resident'],
      ...rows,
    ]),
  );
  allAims.push(
    { name: `${adapter}: heap, end ÷ middle`, measured: growth(memory, 'heap'), atMost: 1.02 },
    { name: `${adapter}: resident memory, end ÷ middle`, measured: growth(memory, 'resident'), atMost: 1.05 },
    { name: `${adapter}: added p99 in ms at half load`, measured: await addedLatency(adapter), atMost: 0.2 },
  );
}
const scaling = await scalingTables();
await report('growth', [...tables, ...scaling.tables, aims('Aims', [...allAims, ...scaling.aims])]);
