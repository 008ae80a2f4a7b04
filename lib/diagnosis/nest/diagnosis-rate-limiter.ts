const MAX_NAMES = 1_000;

/**
 * One diagnosis in an interval for each name, so that an unsigned probe does not use up that of a signed request. A name beyond the
 * bound gets none: strangers may choose names, if a verifier of the application's own makes reasons of what they send.
 */
export class DiagnosisRateLimiter {
  private readonly acquiredAt = new Map<string, number>();

  constructor(private readonly interval: number) {}

  acquire(name: string): boolean {
    const now = performance.now();
    if (now - (this.acquiredAt.get(name) ?? -Infinity) < this.interval) return false;
    this.acquiredAt.delete(name);
    this.freeOldest(now);
    if (this.acquiredAt.size >= MAX_NAMES) return false;
    this.acquiredAt.set(name, now);
    return true;
  }

  private freeOldest(now: number): void {
    for (const [name, acquiredAt] of this.acquiredAt) {
      if (now - acquiredAt < this.interval) return;
      this.acquiredAt.delete(name);
    }
  }
}
