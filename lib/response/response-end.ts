import type { EventEmitter } from 'node:events';

/** The common properties of Node's HTTP/1 and HTTP/2 responses, and of those of serverless adapters. */
interface ResponseStream extends EventEmitter {
  readonly statusCode: number;
  readonly writableEnded?: boolean;
  readonly destroyed?: boolean;
  /** Stream of HTTP/2, whose response has no `destroyed`. */
  readonly stream?: { readonly destroyed?: boolean; readonly aborted?: boolean };
}

/** Returns Node's response, which is `raw` in Fastify. */
export function responseStream(response: object): ResponseStream {
  const { raw } = response as { readonly raw?: ResponseStream };
  return raw ?? (response as ResponseStream);
}

/** Returns whether the response emits no more events: the caller disconnected, or the response was closed. */
export function isGone({ destroyed, stream }: ResponseStream): boolean {
  return destroyed === true || stream?.destroyed === true;
}

/**
 * Calls back once when a response has ended. The first of the events `finish` and `close` counts: some serverless adapters never
 * emit `close`, and a response may not emit `finish` if the caller disconnected.
 *
 * @param run called with whether the application ended the response
 */
export function onResponseEnd(response: object, run: (isEnded: boolean) => void): void {
  const stream = responseStream(response);
  const isEnded = stream.writableEnded === true;
  if (isEnded || isGone(stream)) {
    setImmediate(run, isEnded);
    return;
  }
  // HTTP/2 emits `finish` even if the caller disconnected. An adapter may emit it before `writableEnded` is set.
  const finish = () => {
    end(stream.stream?.aborted !== true);
  };
  const close = () => {
    end(false);
  };
  const end = (isEnded: boolean) => {
    stream.off('finish', finish).off('close', close);
    run(isEnded);
  };
  stream.once('finish', finish).once('close', close);
}
