import { LogLine } from './log-line.js';

export interface FloodLimits {
  /** Maximum number of lines of one kind per interval. */
  readonly burst: number;
  /** Maximum number of lines of all kinds per interval. */
  readonly total: number;
  /** Length of an interval in milliseconds. */
  readonly interval: number;
}

const DEFAULT_LIMITS: FloodLimits = { burst: 10, total: 100, interval: 60_000 };

/** Kinds are routes with reasons, so there are few. Further kinds are counted together. */
const MAX_KINDS = 1_000;
const OTHER = 'others';
const MAX_SUMMED_UP = 20;

interface Count {
  written: number;
  suppressed: number;
}

/**
 * Writes the first lines of each kind per interval and counts the rest, which one summary line reports at the end of the interval.
 * Unverified callers therefore cause a bounded number of lines and use a bounded amount of memory.
 */
export class FloodSafeLog {
  private readonly counts = new Map<string, Count>();
  private readonly limits: FloodLimits;
  private written = 0;
  private startedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly subject: string,
    private readonly writeLine: (line: LogLine) => void,
    limits: Partial<FloodLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** @param makeLine called only for a line that is written */
  write(kind: string, makeLine: () => LogLine): void {
    if (performance.now() - this.startedAt >= this.limits.interval) this.startInterval();
    const count = this.countOf(kind);
    if (count.written < this.limits.burst && this.written < this.limits.total) {
      count.written++;
      this.written++;
      this.writeLine(makeLine());
    } else {
      count.suppressed++;
      this.timer ??= setTimeout(() => {
        this.startInterval();
      }, this.restOfInterval()).unref();
    }
  }

  /** Writes the summary line, at the end of an interval and at shutdown. */
  sumUp(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const suppressed = [...this.counts].filter(([, count]) => count.suppressed > 0);
    if (suppressed.length > 0) this.writeLine(this.summary(suppressed));
    for (const [, count] of suppressed) count.suppressed = 0;
  }

  private startInterval(): void {
    this.sumUp();
    this.counts.clear();
    this.written = 0;
    this.startedAt = performance.now();
  }

  private restOfInterval(): number {
    return Math.max(0, this.startedAt + this.limits.interval - performance.now());
  }

  private countOf(kind: string): Count {
    const counted = this.counts.size < MAX_KINDS || this.counts.has(kind) ? kind : OTHER;
    const count = this.counts.get(counted) ?? { written: 0, suppressed: 0 };
    this.counts.set(counted, count);
    return count;
  }

  private summary(suppressed: readonly (readonly [string, Count])[]): LogLine {
    const descending = [...suppressed].sort(([, a], [, b]) => b.suppressed - a.suppressed);
    const sum = descending.reduce((total, [, count]) => total + count.suppressed, 0);
    const shown = descending.slice(0, MAX_SUMMED_UP);
    const kinds = shown.map(([kind, count]) => `${count.suppressed} × ${kind}`);
    if (shown.length < descending.length) kinds.push(`${descending.length - shown.length} other kinds`);
    const seconds = Math.max(1, Math.round((performance.now() - this.startedAt) / 1_000));
    return new LogLine(`${sum} more ${this.subject} within ${seconds} s: ${kinds.join('; ')}`, {
      suppressed: sum,
      kinds: shown.map(([kind, count]) => ({ kind, count: count.suppressed })),
    });
  }
}
