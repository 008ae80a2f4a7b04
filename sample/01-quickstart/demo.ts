import { readCaptured } from './demo/captured.js';
import { forged } from './demo/forged.js';
import { runBatch } from './demo/run.js';
import type { Outcome } from './demo/send.js';
import { signed } from './demo/signed.js';
import { PUBLIC_URL, SIGNING_KEY } from './demo/signing.js';
import { formatTable } from './demo/table.js';

const batches = [
  ...readCaptured(),
  { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, webhooks: [...signed, ...forged] },
];
const all: Outcome[] = [];
const wrong: string[] = [];

for (const adapterName of ['express', 'fastify']) {
  const outcomes: Outcome[] = [];
  for (const batch of batches) outcomes.push(...(await runBatch(adapterName, batch)));
  console.log(`\nOn ${adapterName}\n\n${formatTable(outcomes)}`);
  all.push(...outcomes);
  wrong.push(
    ...outcomes
      .filter(({ asExpected }) => !asExpected)
      .map(({ webhook }) => `${webhook.name}, on ${adapterName}`),
  );
}

console.log(`\n${all.length - wrong.length} of ${all.length} requests went as they must.`);
for (const name of wrong) console.error(`Went wrong: ${name}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
