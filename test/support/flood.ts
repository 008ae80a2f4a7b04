import autocannon from 'autocannon';

import type { RequestToSend } from './applications.js';

export interface FloodResult {
  /** How many responses had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const CONNECTIONS = 20;

/** As many requests as said, each made by its number, over connections that are kept open. */
export async function flood(
  port: number,
  amount: number,
  make: (index: number) => RequestToSend,
): Promise<FloodResult> {
  let next = 0;
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: Math.min(CONNECTIONS, amount),
    amount,
    sampleInt: 20,
    requests: [
      {
        setupRequest: (request) => {
          const { method = 'POST', target, headers = {}, body } = make(next++);
          return { ...request, method, path: target, headers, body } as autocannon.Request;
        },
      },
    ],
  });
  if (result.errors > 0) throw new Error(`${result.errors} requests had no response.`);
  const counts = Object.entries(result.statusCodeStats ?? {});
  return {
    statuses: Object.fromEntries(counts.map(([status, { count = 0 }]) => [status, count])),
    seconds: result.duration,
  };
}
