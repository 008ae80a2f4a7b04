/**
 * Limits diagnoses to a share of the time. A diagnosis costs some hundred HMACs, and anyone can send requests that need one.
 */
export class DiagnosisRateLimiter {
  private nextAt = 0;

  /** @param share share of the time, from 0 to 1 */
  constructor(
    private readonly share: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Returns the result of the function; `undefined` if the share is used up. */
  run<Result>(work: () => Result): Result | undefined {
    const startedAt = this.now();
    if (startedAt < this.nextAt) return undefined;
    const result = work();
    this.nextAt = startedAt + (this.now() - startedAt) / this.share;
    return result;
  }
}
