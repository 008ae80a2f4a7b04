import 'reflect-metadata';

import { adapterNames } from '../support/applications.js';
import { runHttpFuzz } from '../support/fuzz/http.js';
import { numberOption } from '../support/fuzz/number-option.js';

const seed = numberOption('seed', Date.now() % 2 ** 32);
const wanted = numberOption('requests', 100_000);

for (const adapter of adapterNames) {
  const { requests, handled, statuses, findings } = await runHttpFuzz(adapter, seed, wanted);
  for (const { failure, request, response } of findings) console.log(`${failure}\n${request}\n${response}\n`);
  console.log(
    `${adapter}, seed ${seed}: ${requests} requests, ${handled} reached a handler, ${findings.length} findings`,
  );
  console.log(statuses);
  if (findings.length > 0 || handled === 0) process.exitCode = 1;
}
