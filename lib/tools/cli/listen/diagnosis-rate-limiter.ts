/** Share of the time that diagnoses may use in the long run. */
const SHARE = 0.2;
/** Time of diagnoses without a pause, in milliseconds. One call can cause several rejections within seconds. */
const MAX_CREDIT = 2_000;
/** One diagnosis per this time is always allowed, in milliseconds. */
const GUARANTEED_EVERY = 1_000;

/**
 * Limits diagnoses to a share of the time. A diagnosis costs some hundred HMACs, and anyone can send requests that need one. Unused time
 * is credited for a few requests in a row, and one diagnosis per second is always allowed.
 */
export class DiagnosisRateLimiter {
  private credit = MAX_CREDIT;
  private creditedAt: number;
  private guaranteedAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.creditedAt = now();
    this.guaranteedAt = this.creditedAt;
  }

  /** Returns the result of the function; `undefined` if the time is used up. */
  run<Result>(work: () => Result): Result | undefined {
    const startedAt = this.now();
    this.credit = Math.min(MAX_CREDIT, this.credit + (startedAt - this.creditedAt) * SHARE);
    this.creditedAt = startedAt;
    if (this.credit <= 0 && startedAt < this.guaranteedAt) return undefined;
    const result = work();
    const duration = this.now() - startedAt;
    // The guaranteed diagnoses must not add up to a debt that outlasts a flood.
    this.credit = Math.max(-duration, this.credit - duration);
    // On a slow machine a diagnosis can take longer than a second. The pause after it is then as long.
    this.guaranteedAt = startedAt + Math.max(GUARANTEED_EVERY, 2 * duration);
    return result;
  }
}
