import { AppModule } from '../../01-quickstart/src/app.module.js';
import { runOnBothAdapters } from '../report.js';
import { type Outcome, sendWebhooks } from '../send.js';
import { type AdapterName, startApplication } from '../start-application.js';
import { type Batch, readCaptured } from './captured.js';
import { forged } from './forged.js';
import { PUBLIC_URL, signed, SIGNING_KEY } from './signed.js';

const batches: readonly Batch[] = [
  ...readCaptured(),
  { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, webhooks: [...signed, ...forged] },
];

await runOnBothAdapters(async (adapterName) => {
  const outcomes: Outcome[] = [];
  for (const batch of batches) outcomes.push(...(await runBatch(adapterName, batch)));
  return { outcomes };
});

async function runBatch(
  adapterName: AdapterName,
  { signingKey, publicUrl, webhooks }: Batch,
): Promise<Outcome[]> {
  const environment = { SIGNALWIRE_SIGNING_KEY: signingKey, PUBLIC_URL: publicUrl };
  const application = await startApplication(AppModule, adapterName, environment);
  try {
    return await sendWebhooks(webhooks, application);
  } finally {
    await application.app.close();
  }
}
