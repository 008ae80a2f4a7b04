const MAX_SLOTS = 1_000;

/** One diagnosis in an interval for each name, so that an unsigned probe does not use up that of a signed request. */
export class DiagnosisSlots {
  private readonly takenAt = new Map<string, number>();

  constructor(private readonly interval: number) {}

  take(name: string): boolean {
    const now = performance.now();
    if (now - (this.takenAt.get(name) ?? -Infinity) < this.interval) return false;
    this.takenAt.delete(name);
    this.takenAt.set(name, now);
    const [oldest] = this.takenAt.keys();
    if (this.takenAt.size > MAX_SLOTS && oldest !== undefined) this.takenAt.delete(oldest);
    return true;
  }
}
