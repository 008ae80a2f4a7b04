import 'reflect-metadata';

import { describeDifference, runDifferential } from '../support/fuzz/differential.js';
import { numberOption } from '../support/fuzz/number-option.js';

const seed = numberOption('seed', Date.now() % 2 ** 32);
const wanted = numberOption('cases', 1_000_000);

const { cases, verified, differences } = await runDifferential(seed, wanted);
for (const difference of differences) console.log(describeDifference(difference));
console.log(
  `seed ${seed}: ${cases} requests, ${verified} of them verified, ${differences.length} differences`,
);
process.exitCode = differences.length === 0 && verified > 0 ? 0 : 1;
