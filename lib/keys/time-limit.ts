/**
 * What `run` gives, if it does so in time. Its signal aborts when the time is over. The timer keeps no process alive.
 *
 * @param timeLimit in milliseconds
 * @throws what `run` throws, or `tooLate()`
 */
export async function withinTime<Result>(
  timeLimit: number,
  run: (signal: AbortSignal) => Result | PromiseLike<Result>,
  tooLate: () => Error,
): Promise<Result> {
  const timeout = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      timeout.abort();
      reject(tooLate());
    }, timeLimit).unref();
  });
  try {
    return await Promise.race([run(timeout.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
