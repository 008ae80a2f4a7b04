import { isGone, onResponseEnd, responseStream } from '../response/response-end.js';

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
  const stream = responseStream(response);
  if (!isEndedByHandler || stream.writableEnded) return outcomeByStatus(stream);
  if (isGone(stream)) return 'unknown';
  return new Promise((resolve) => {
    onResponseEnd(response, (isEnded) => {
      resolve(isEnded ? outcomeByStatus(stream) : 'unknown');
    });
  });
}

function outcomeByStatus({ statusCode }: { readonly statusCode: number }): HandlerOutcome {
  return statusCode >= 500 ? 'failed' : 'succeeded';
}
