import type { ChosenEntry } from './choose-entries.js';

const MAX_PAUSE = 60_000;

/** Returns the recorded pause before the later request, in milliseconds: at most one minute. */
export function pauseBetween(
  earlier: Pick<ChosenEntry, 'startedAt'> | undefined,
  later: Pick<ChosenEntry, 'startedAt'>,
): number {
  return earlier ? Math.min(Math.max(later.startedAt - earlier.startedAt, 0), MAX_PAUSE) : 0;
}
