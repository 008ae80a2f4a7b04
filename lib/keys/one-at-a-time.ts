/**
 * Runs one call at a time. Calls during a run share the next run, so each result is as new as its call, and a run that hangs
 * delays only one further run.
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
