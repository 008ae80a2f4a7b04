import { isGone, onResponseEnd, responseStream } from '../response/response-end.js';

/**
 * Outcome of a handler that did not throw. With `unknown` the event stays acquired until its lease ends, so that neither a retry
 * nor a replay is handled before.
 */
export type HandlerOutcome = 'succeeded' | 'failed' | 'unknown';

/**
 * Returns the outcome of a handler that did not throw: `failed` if the status is 5xx. A handler that ends the response itself may
 * do so later. If the caller disconnects before the end, the outcome is `unknown`.
 *
 * @param response the framework's response
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
