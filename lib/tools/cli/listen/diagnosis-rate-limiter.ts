/** A diagnosis costs some hundred HMACs, and anyone can send what is rejected: it gets a share of the time, and no more. */
export class DiagnosisRateLimiter {
  private nextAt = 0;

  /** @param share of the whole time, from 0 to 1 */
  constructor(
    private readonly share: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What the function gives; `undefined` where its time has not come. */
  run<Result>(work: () => Result): Result | undefined {
    const startedAt = this.now();
    if (startedAt < this.nextAt) return undefined;
    const result = work();
    const spent = this.now() - startedAt;
    this.nextAt = startedAt + spent / this.share;
    return result;
  }
}
