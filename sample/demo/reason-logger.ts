import { ConsoleLogger } from '@nestjs/common';

/** Keeps why the library rejected the latest request instead of printing it; the caller never learns it. */
export class ReasonLogger extends ConsoleLogger {
  private reason = '';

  constructor() {
    super({ logLevels: ['warn', 'error', 'fatal'] });
  }

  override warn(message: unknown, context?: string): void {
    if (context !== 'SignalWireWebhook') super.warn(message, context);
    else this.reason = /^Rejected .*?: ([\w-]+)/.exec(String(message))?.[1] ?? this.reason;
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.includes('SignalWireWebhook')) this.reason = String(message);
    else super.error(message, ...rest);
  }

  takeReason(): string {
    const { reason } = this;
    this.reason = '';
    return reason;
  }
}
