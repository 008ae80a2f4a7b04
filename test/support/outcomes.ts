import { SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, type WebhookOutcome } from 'nestjs-signalwire-webhook';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { until } from './until.js';

/** The reason of the request that is refused meanwhile; the log names only the first ones of a reason. */
export async function refusalReason(send: () => Promise<unknown>): Promise<string | undefined> {
  const refused: WebhookOutcome[] = [];
  const listener = (message: unknown): void => {
    const outcome = message as WebhookOutcome;
    if (outcome.result === 'refused') refused.push(outcome);
  };
  subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  try {
    await send();
    await until(() => refused.length > 0);
    return refused[0]?.reason;
  } finally {
    unsubscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  }
}
