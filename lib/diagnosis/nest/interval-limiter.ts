const MAX_NAMES = 1_000;

/**
 * Rate limiter with one permit per interval and name, so that an unsigned probe does not use the permit of a signed request. The
 * number of names is limited: if a custom verifier derives reasons from the request, anyone can choose names.
 */
export class IntervalLimiter {
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
