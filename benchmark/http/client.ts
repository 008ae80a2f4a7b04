import autocannon from 'autocannon';

import type { BenchmarkRequest } from './requests.js';

export type LoadLength = { readonly duration: number } | { readonly amount: number };

export interface Load {
  readonly port: number;
  readonly length: LoadLength;
  readonly request: BenchmarkRequest;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Statuses that were not expected, and errors. */
  readonly wrong: number;
  readonly statuses: string;
}

/** In ms. autocannon looks only so often whether it has finished. */
const SAMPLE_INTERVAL = 20;

async function run({ port, length, request }: Load): Promise<LoadResult> {
  const { method, path, headers, body, statuses } = request;
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 10,
    ...length,
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
  };
}

process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
