/**
 * Runs one call at a time. Calls that come while one runs share the next one, which begins after it: so each gets what is true
 * when it is made or later, and a run that hangs holds up one of them, not ever more.
 */
export function oneAtATime<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  const start = () => {
    next = undefined;
    const result = run();
    running = result.catch(() => undefined);
    return result;
  };
  return () => (next ??= running.then(start));
}
