/**
 * Returns the result of `run` within a time limit. The signal aborts when the time is over. The timer does not keep the process alive.
 *
 * @param timeLimit in milliseconds
 * @throws the error of `run`, or `tooLate()`
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
