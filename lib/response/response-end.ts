import type { EventEmitter } from 'node:events';

/** What Node's responses have in common: of HTTP/1, of HTTP/2, and those that adapters of serverless functions make. */
interface ResponseStream extends EventEmitter {
  readonly statusCode: number;
  readonly writableEnded?: boolean;
  readonly destroyed?: boolean;
  /** Of HTTP/2, whose response does not say that it is destroyed. */
  readonly stream?: { readonly destroyed?: boolean; readonly aborted?: boolean };
}

/** Node's response, which Fastify keeps as `raw`. */
export function responseStream(response: object): ResponseStream {
  const { raw } = response as { readonly raw?: ResponseStream };
  return raw ?? (response as ResponseStream);
}

/** Whether it emits nothing more: its caller has gone, or it has been closed. */
export function isGone({ destroyed, stream }: ResponseStream): boolean {
  return destroyed === true || stream?.destroyed === true;
}

/**
 * Calls back once when a response has ended, however it did. Several adapters of serverless functions never emit `close`,
 * and a response whose caller has gone need not emit `finish`, so the first of the two decides.
 *
 * @param run is told whether the application ended the response
 */
export function onResponseEnd(response: object, run: (isEnded: boolean) => void): void {
  const stream = responseStream(response);
  const isEnded = stream.writableEnded === true;
  if (isEnded || isGone(stream)) {
    setImmediate(run, isEnded);
    return;
  }
  // HTTP/2 emits `finish` for a caller that has gone as well. An adapter may emit it before `writableEnded` is set.
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
