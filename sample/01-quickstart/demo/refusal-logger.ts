import { ConsoleLogger } from '@nestjs/common';

/** Keeps the reason of the latest refusal instead of printing it. */
export class RefusalLogger extends ConsoleLogger {
  private reason = '';

  constructor() {
    super({ logLevels: ['warn', 'error', 'fatal'] });
  }

  override warn(message: string): void {
    this.reason = /^Refused .*: (.+)$/.exec(message)?.[1] ?? this.reason;
  }

  takeReason(): string {
    const { reason } = this;
    this.reason = '';
    return reason;
  }
}
