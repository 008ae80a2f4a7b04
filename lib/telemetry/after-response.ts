import type { EventEmitter } from 'node:events';

interface ResponseStream extends EventEmitter {
  readonly destroyed?: boolean;
}

/** Calls back once the response has ended or its connection is gone; `raw` is Fastify's. */
export function afterResponse(
  response: ResponseStream & { readonly raw?: ResponseStream },
  run: () => void,
): void {
  const stream = response.raw ?? response;
  if (stream.destroyed === true) setImmediate(run);
  else stream.once('close', run);
}
