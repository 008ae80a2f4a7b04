import autocannon from 'autocannon';

import type { BenchmarkRequest } from './requests.js';

export type LoadLength = { readonly duration: number } | { readonly amount: number };

export interface Load {
  readonly port: number;
  readonly length: LoadLength;
  readonly request: BenchmarkRequest;
  /** Requests per second, if they are sent at a fixed rate. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Statuses that were not expected, and errors. */
  readonly wrong: number;
  readonly statuses: string;
  /** Latency in ms that 99 % of the requests do not exceed, at a fixed rate. */
  readonly p99: number;
}

/** In ms. autocannon looks only so often whether it has finished. */
const SAMPLE_INTERVAL = 20;

async function run({ port, length, request, rate }: Load): Promise<LoadResult> {
  const { method, path, headers, body, statuses } = request;
  const latencies: number[] = [];
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 10,
    ...length,
    ...(rate !== undefined && {
      overallRate: rate,
      setupClient: (client) => {
        // autocannon itself reports whole milliseconds.
        client.on('response', (_status, _bytes, latency) => latencies.push(latency));
      },
    }),
    sampleInt: SAMPLE_INTERVAL,
    requests: [{ method, path, headers, ...(body !== undefined && { body }) }],
  });
  const counts = Object.entries(result.statusCodeStats ?? {});
  const wrong = counts
    .filter(([status]) => !statuses.includes(Number(status)))
    .reduce((sum, [, { count = 0 }]) => sum + count, result.errors + result.timeouts);
  return {
    requests: result.requests.total,
    seconds: result.duration,
    wrong,
    statuses: JSON.stringify(result.statusCodeStats),
    p99: latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? NaN,
  };
}

process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
