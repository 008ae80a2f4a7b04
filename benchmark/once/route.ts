import autocannon from 'autocannon';
import type { OnceStore } from 'nestjs-signalwire-webhook';
import type { SignedTestRequest } from 'nestjs-signalwire-webhook/testing';

import { decimals, median, type Row } from '../report.js';
import type { AdapterName } from '../http/processes.js';
import { newEvents } from './events.js';
import { type RunningServer, startServer } from './server.js';

const CONNECTIONS = 10;
const REQUESTS = 2_000;
const ROUNDS = 9;
/** In ms. autocannon looks only so often whether it has finished. */
const SAMPLE_INTERVAL = 20;

export interface Contestant {
  readonly name: string;
  readonly path: '/every-time' | '/once';
  readonly store: OnceStore;
  /** All requests are one event. */
  readonly isRepeated?: boolean;
}

export interface Result {
  readonly rounds: readonly Figures[];
}

interface Figures {
  readonly requestsPerSecond: number;
  /** In ms. */
  readonly latency: number;
}

/** Round by round, so that a slow spell of the machine meets all alike; the first round only warms up. */
export async function raceRoutes(
  adapter: AdapterName,
  contestants: readonly Contestant[],
): Promise<ReadonlyMap<string, Result>> {
  const servers = await Promise.all(contestants.map(({ store }) => startServer(adapter, store)));
  const results = contestants.map(() => [] as Figures[]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { path, isRepeated }] of contestants.entries()) {
      const events = newEvents(path, isRepeated ? 1 : REQUESTS);
      const figures = await load(servers[index] as RunningServer, events);
      if (round > 0) results[index]?.push(figures);
    }
  }
  await Promise.all(servers.map((server) => server.close()));
  return new Map(contestants.map(({ name }, index) => [name, { rounds: results[index] ?? [] }]));
}

export function toRow([name, { rounds }]: readonly [string, Result]): Row {
  const perSecond = median(rounds.map(({ requestsPerSecond }) => requestsPerSecond));
  return [name, decimals(perSecond, 0), decimals(median(rounds.map(({ latency }) => latency)), 1)];
}

/** In percent of the throughput of the other contestant: the median of the rounds, in each of which both met the same machine. */
export function loss({ rounds }: Result, other: Result): number {
  const ratios = rounds.map(
    ({ requestsPerSecond }, round) => requestsPerSecond / (other.rounds[round]?.requestsPerSecond ?? NaN),
  );
  return 100 * (1 - median(ratios));
}

async function load({ port }: RunningServer, events: readonly SignedTestRequest[]): Promise<Figures> {
  let next = 0;
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    amount: REQUESTS,
    sampleInt: SAMPLE_INTERVAL,
    requests: [
      {
        setupRequest: (request) => {
          const { method, path, headers, body } = events[next++ % events.length] as SignedTestRequest;
          return { ...request, method, path, headers, ...(body && { body }) };
        },
      },
    ],
  });
  const isFirstOfMany = events.length === 1 ? CONNECTIONS : 0;
  if (result['2xx'] < REQUESTS - isFirstOfMany) throw new Error(JSON.stringify(result.statusCodeStats));
  return { requestsPerSecond: result.requests.total / result.duration, latency: result.latency.p50 };
}
