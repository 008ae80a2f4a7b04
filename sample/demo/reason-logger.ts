import { ConsoleLogger } from '@nestjs/common';

/** Keeps why the library refused the latest request instead of printing it; the caller never learns it. */
export class ReasonLogger extends ConsoleLogger {
  private reason = '';

  constructor() {
    super({ logLevels: ['warn', 'error', 'fatal'] });
  }

  override warn(message: string, context?: string): void {
    if (context === 'SignalWireWebhook') this.reason = message.replace(/^Refused .*: /, '');
    else super.warn(message, context);
  }

  override error(message: string, ...rest: unknown[]): void {
    if (rest.includes('SignalWireWebhook')) this.reason = message;
    else super.error(message, ...rest);
  }

  takeReason(): string {
    const { reason } = this;
    this.reason = '';
    return reason;
  }
}
