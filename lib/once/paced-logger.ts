import { Logger } from '@nestjs/common';

const INTERVAL = 60_000;

/** Logs one line a minute of each kind, and then how many it left out. */
export class PacedLogger {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly kinds = new Map<string, { loggedAt: number; leftOut: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  warn(kind: string, message: string): void {
    const now = this.now();
    const known = this.kinds.get(kind);
    if (known && now - known.loggedAt < INTERVAL) {
      known.leftOut++;
      return;
    }
    this.kinds.set(kind, { loggedAt: now, leftOut: 0 });
    this.logger.warn(known?.leftOut ? `${message} (and ${known.leftOut} more times before)` : message);
  }
}
