import type { ServerResponse } from 'node:http';

/**
 * How handling an event ended, beside throwing. `unknown` leaves the claim to its lease: neither a retry nor a replay
 * is handled meanwhile.
 */
export type HandlerOutcome = 'succeeded' | 'failed' | 'unknown';

/**
 * How a handler ended that did not throw: failed if it responded 5xx. One that ends the response itself may do so later; if
 * the caller disconnects before, nobody knows.
 *
 * @param response of the framework
 */
export function handlerOutcome(
  response: object,
  isEndedByHandler: boolean,
): HandlerOutcome | Promise<HandlerOutcome> {
  const raw = ('raw' in response ? response.raw : response) as ServerResponse;
  if (!isEndedByHandler || raw.writableEnded) return outcomeByStatus(raw);
  if (raw.destroyed) return 'unknown';
  return new Promise((resolve) => {
    raw.once('finish', () => {
      resolve(outcomeByStatus(raw));
    });
    raw.once('close', () => {
      resolve('unknown');
    });
  });
}

function outcomeByStatus({ statusCode }: ServerResponse): HandlerOutcome {
  return statusCode >= 500 ? 'failed' : 'succeeded';
}
