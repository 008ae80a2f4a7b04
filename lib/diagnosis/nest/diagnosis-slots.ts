const MAX_SLOTS = 1_000;

/**
 * One diagnosis in an interval for each name, so that an unsigned probe does not use up that of a signed request. A name beyond the
 * bound gets none: strangers may choose names, if a verifier of the application's own makes reasons of what they send.
 */
export class DiagnosisSlots {
  private readonly takenAt = new Map<string, number>();

  constructor(private readonly interval: number) {}

  take(name: string): boolean {
    const now = performance.now();
    if (now - (this.takenAt.get(name) ?? -Infinity) < this.interval) return false;
    this.takenAt.delete(name);
    this.freeOldest(now);
    if (this.takenAt.size >= MAX_SLOTS) return false;
    this.takenAt.set(name, now);
    return true;
  }

  private freeOldest(now: number): void {
    for (const [name, takenAt] of this.takenAt) {
      if (now - takenAt < this.interval) return;
      this.takenAt.delete(name);
    }
  }
}
