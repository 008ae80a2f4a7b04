import { SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, type WebhookOutcome } from 'nestjs-signalwire-webhook';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { until } from './until.js';

/** The reason of the request that is rejected meanwhile; the log names only the first ones of a reason. */
export async function rejectionReason(send: () => Promise<unknown>): Promise<string | undefined> {
  const rejected: WebhookOutcome[] = [];
  const listener = (message: unknown): void => {
    const outcome = message as WebhookOutcome;
    if (outcome.result === 'rejected') rejected.push(outcome);
  };
  subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  try {
    await send();
    await until(() => rejected.length > 0);
    return rejected[0]?.reason;
  } finally {
    unsubscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  }
}
