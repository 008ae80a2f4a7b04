import { createApplication } from '../create-application.js';
import { RefusalLogger } from './refusal-logger.js';
import { type Outcome, send } from './send.js';
import type { Batch } from './webhook.js';

/** Starts the quickstart with the batch's key and public URL, and sends it the batch. */
export async function runBatch(adapterName: string, batch: Batch): Promise<Outcome[]> {
  process.env.SIGNALWIRE_SIGNING_KEY = batch.signingKey;
  process.env.PUBLIC_URL = batch.publicUrl;
  const logger = new RefusalLogger();
  const app = await createApplication(adapterName, { logger, abortOnError: false });
  try {
    await app.listen(0, '127.0.0.1');
    const outcomes: Outcome[] = [];
    for (const webhook of batch.webhooks) outcomes.push(await send(webhook, app, logger));
    return outcomes;
  } finally {
    await app.close();
  }
}
